using System.Data.Common;
using Microsoft.Data.SqlClient;

namespace PmAssist.Tenancy.Providers;

/// <summary>
/// What is in schemas, from the server's catalogue views, in one command for many of them. One result for each kind: the views' texts have
/// several collations, which do not go into one result. A name that the server made up has random digits, so what such a constraint is for
/// stands in its place.
/// </summary>
/// <remarks>
/// Written for version 2016, which has no STRING_AGG. Definitions are only shown to a login with VIEW DEFINITION, so it is asked with the
/// one for schema changes.
/// </remarks>
internal static class SqlServerCatalogue
{
    // "Invalid object name" (learn.microsoft.com/sql/relational-databases/errors-events/database-engine-events-and-errors).
    private const int InvalidObjectName = 208;

    public static SchemaCatalogue Catalogue { get; } = new(
        "SELECT s.name AS schema_name, t.name AS table_name FROM sys.tables AS t JOIN sys.schemas AS s ON s.schema_id = t.schema_id",
        Objects,
        Sizes,
        canBeMissing: CanBeMissing);

    private static bool CanBeMissing(DbException exception) => exception is SqlException { Number: InvalidObjectName };

    private static string ListOf(IEnumerable<WorkspaceSchema> schemas) => string.Join(", ", schemas.Select(s => $"N'{s.Name}'"));

    /// <summary>The time is that of the schema's oldest object, in the server's local time: none is kept of the schema itself.</summary>
    private static string Sizes(IReadOnlyCollection<WorkspaceSchema> schemas) => $"""
        SELECT s.name,
            (SELECT COALESCE(SUM(a.total_pages), 0) * CAST(8192 AS bigint)
             FROM sys.tables AS t
             JOIN sys.partitions AS p ON p.object_id = t.object_id
             JOIN sys.allocation_units AS a ON a.container_id = CASE WHEN a.type = 2 THEN p.partition_id ELSE p.hobt_id END
             WHERE t.schema_id = s.schema_id),
            (SELECT DATEADD(MINUTE, DATEDIFF(MINUTE, GETDATE(), GETUTCDATE()), MIN(o.create_date))
             FROM sys.objects AS o WHERE o.schema_id = s.schema_id)
        FROM sys.schemas AS s WHERE s.name IN ({ListOf(schemas)})
        """;

    /// <summary>
    /// Waits at most ten seconds for another session's open DDL, which blocks readers of the catalogue, and is the victim of a deadlock
    /// with it.
    /// </summary>
    private static string Objects(IReadOnlyCollection<WorkspaceSchema> schemas)
        => string.Join(
            ";\n",
            [
                "SET LOCK_TIMEOUT 10000; SET DEADLOCK_PRIORITY LOW",
                $"SELECT s.name, {Kind(SchemaObjectKind.Schema)}, N'', N'', N'', NULL, NULL FROM sys.schemas AS s WHERE {In(schemas)}",
                .. SqlServerCatalogueText.Queries.Select(query => query.Replace("{schemas}", In(schemas), StringComparison.Ordinal)),
                "SET LOCK_TIMEOUT -1; SET DEADLOCK_PRIORITY NORMAL",
            ]);

    private static string In(IReadOnlyCollection<WorkspaceSchema> schemas) => $"s.name IN ({ListOf(schemas)})";

    private static int Kind(SchemaObjectKind kind) => (int)kind;
}
