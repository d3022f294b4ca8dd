using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Benchmarks;

/// <summary>
/// Fills the ten tables of a workspace in its database, because a million rows through EF take longer than what is measured.
/// </summary>
internal static class RecordRows
{
    private const int MostAtOnce = 20_000;

    /// <summary>A tenth in each table.</summary>
    public static async Task FillAsync(OurHost<RecordsDbContext> host, WorkspaceSchema schema, int rows)
    {
        await using var lease = await host.Contexts.RentAsync(schema.WorkspaceId);
        var database = lease.Context.Database;
        database.SetCommandTimeout(0);
        var each = rows / RecordsDbContext.Tables.Count;
        var principal = RecordsDbContext.Tables[0];
        foreach (var table in RecordsDbContext.Tables)
        {
            for (var from = 0; from < each; from += MostAtOnce)
            {
                await database.ExecuteSqlRawAsync(
                    InsertOf(database.ProviderName!, table, principal, from, Math.Min(each, from + MostAtOnce) - 1));
            }

            principal = table;
        }
    }

    /// <summary>Rows with the numbers from one to another; each refers to the one of its number in the table before.</summary>
    private static string InsertOf(string provider, string table, string principal, int first, int last)
    {
        var parent = table == principal ? "NULL" : "@id@";
        const string Columns = """("Id", "ParentId", "Name", "Code", "Data", "Amount", "Quantity", "IsOpen", "CreatedUtc")""";
        var qualified = $"\"{WorkspaceSchema.TemplateName}\".\"{table}\"";
        var numbers = string.Create(
            CultureInfo.InvariantCulture, $"n(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i < {last})");
        const string Json = """'[1, 2, "bug", "later"]'""";
        return provider switch
        {
            PostgreSqlEngine.EfName => $"""
                WITH RECURSIVE {numbers} INSERT INTO {qualified} {Columns}
                SELECT @id@, {parent}, 'Customer ' || i, 'C-' || i, {Json}::jsonb, i % 100000 / 100.0, i % 97, i % 2 = 0,
                    TIMESTAMPTZ '2026-01-01' + i * INTERVAL '1 second' FROM n
                """.Replace("@id@", "md5(i::text)::uuid", StringComparison.Ordinal),
            SqlServerEngine.EfName => $"""
                WITH {numbers} INSERT INTO {qualified} {Columns}
                SELECT @id@, {parent}, CONCAT('Customer ', i), CONCAT('C-', i), {Json}, i % 100000 / 100.0, i % 97, CAST(i % 2 AS bit),
                    DATEADD(second, i, CAST('2026-01-01' AS datetime2)) FROM n OPTION (MAXRECURSION 0)
                """.Replace("@id@", "CONVERT(uniqueidentifier, HASHBYTES('MD5', CONCAT('', i)))", StringComparison.Ordinal),
            _ => $"""
                WITH RECURSIVE {numbers} INSERT INTO "{table}" {Columns}
                SELECT @id@, {parent}, 'Customer ' || i, 'C-' || i, {Json}, printf('%.2f', i % 100000 / 100.0), i % 97, i % 2,
                    strftime('%Y-%m-%d %H:%M:%S', '2026-01-01', '+' || i || ' seconds') FROM n
                """.Replace(
                    "@id@",
                    "printf('%08X-%04X-4000-8000-%012X', i * 2654435761 % 4294967296, i * 40503 % 65536, i)",
                    StringComparison.Ordinal),
        };
    }
}
