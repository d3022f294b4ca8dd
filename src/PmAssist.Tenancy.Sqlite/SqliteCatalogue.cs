using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace PmAssist.Tenancy.Providers;

/// <summary>What is in a file, from its own <c>sqlite_master</c>, which has each object as the text that made it.</summary>
internal static class SqliteCatalogue
{
    // SQLITE_ERROR, for a table that is not there, and SQLITE_CANTOPEN (sqlite.org/rescode.html).
    private const int Error = 1;
    private const int CannotOpen = 14;

    private const string Tables = "SELECT 'main' AS schema_name, name AS table_name FROM sqlite_master WHERE type = 'table'";

    private const string Size =
        "SELECT 'main', (SELECT page_count FROM pragma_page_count) * (SELECT page_size FROM pragma_page_size), NULL";

    private static readonly string Objects = $"""
        SELECT 'main', {(int)SchemaObjectKind.Schema}, '', '', '', NULL, NULL
        UNION ALL
        SELECT 'main',
            CASE type WHEN 'table' THEN {(int)SchemaObjectKind.Table} WHEN 'index' THEN {(int)SchemaObjectKind.Index}
                WHEN 'trigger' THEN {(int)SchemaObjectKind.Trigger} ELSE {(int)SchemaObjectKind.View} END,
            CASE WHEN type IN ('index', 'trigger') THEN tbl_name ELSE '' END, name, sql, NULL, NULL
        FROM sqlite_master WHERE substr(name, 1, 7) <> 'sqlite_'
        """;

    public static SchemaCatalogue In(SqliteFiles files)
        => new(
            Tables,
            _ => Objects,
            _ => Size,
            parts: item => item.Kind == SchemaObjectKind.Table ? SqliteTableText.Parts(item) : [item],
            createdUtc: schema => File.Exists(files.PathOf(schema.Name)) ? File.GetCreationTimeUtc(files.PathOf(schema.Name)) : null,
            canBeMissing: CanBeMissing);

    private static bool CanBeMissing(DbException exception) => exception is SqliteException { SqliteErrorCode: Error or CannotOpen };
}
