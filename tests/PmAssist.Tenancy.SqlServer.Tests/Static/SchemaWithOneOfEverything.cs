using PmAssist.Tenancy.SqlServer.Tests.Recording;

namespace PmAssist.Tenancy.SqlServer.Tests;

/// <summary>What the catalogue says of a schema that holds one of each kind of object.</summary>
internal static class SchemaWithOneOfEverything
{
    private const int Orders = 101;
    private const int Lines = 102;
    private const int LinesHistory = 103;
    private const int LinesOf = 104;
    private const int Totals = 105;
    private const int Report = 106;

    public static void Fill(RecordingServer server, bool memoryOptimized = false)
    {
        var views = server.CatalogueViews;
        views["objects"] =
        [
            [Orders, 0, "orders", "U "],
            [Lines, 0, "lines", "U "],
            [LinesHistory, 0, "lines_history", "U "],
            [Totals, 0, "totals", "V "],
            [LinesOf, 0, "lines_of", "IF"],
            [Report, 0, "report", "V "],
            [107, 0, "close_order", "P "],
            [108, 0, "order_numbers", "SO"],
            [109, 0, "old_orders", "SN"],
            [110, Lines, "FK_lines_orders", "F "],
            [111, Orders, "CK_orders_total", "C "],
            [112, Orders, "CK_orders_name", "C "],
            [113, Orders, "DF_orders_number", "D "],
            [114, Orders, "PK_orders", "PK"],
            [115, Orders, "TR_orders", "TR"],
            [116, 0, "own_rows", "SP"],
            [117, 0, "odd]name", "FN"],
        ];
        views["tables"] =
        [
            [Orders, (byte)0, memoryOptimized],
            [Lines, (byte)2, false],
            [LinesHistory, (byte)1, false],
        ];
        views["foreign_keys"] = [["dbo", "invoices", "FK_invoices_orders"]];
        views["schemas"] =
        [
            ["dbo", "monthly", "V ", null, null],
            ["dbo", "DF_invoices_number", "D ", "invoices", null],
            ["dbo", "CK_invoices_total", "C ", "invoices", null],
            ["dbo", "invoices", "U ", null, "doubled"],
            ["dbo", "copy_order", "TR", "invoices", null],
            ["dbo", "own_invoices", "SP", null, null],
        ];
        views["columns"] = [["dbo", "invoices", "order_number"]];
        views["synonyms"] = [["dbo", "orders"]];
        views["sql_expression_dependencies"] =
        [
            [Report, Totals],
            [Totals, LinesOf],
            [LinesOf, Lines],
            [111, 117],
            [112, Orders],
            [113, 108],
        ];
        views["table_types"] = [["id_list", false]];
        views["types"] = [["order_number"]];
        views["xml_schema_collections"] = [["order_xml"]];
    }
}
