using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy;

/// <summary>
/// What outside a schema depends on it: foreign keys onto its tables, columns of its types, synonyms, and modules, constraints
/// and computed columns whose text names it, whether or not the server binds them to it.
/// </summary>
/// <remarks>
/// Only members of <c>db_owner</c> may read which objects a text names, unless the right is granted. Without it, only bound objects are
/// found, and only by the server itself, which refuses to drop an object that another one is bound to.
/// </remarks>
internal static class SqlServerDependents
{
    private static readonly Dictionary<string, string> Modules = new()
    {
        ["V"] = "view",
        ["FN"] = "function",
        ["IF"] = "function",
        ["TF"] = "function",
        ["P"] = "procedure",
        ["TR"] = "trigger",
        ["SP"] = "security policy",
    };

    /// <summary>In the order in which they can be dropped.</summary>
    public static async Task<IReadOnlyList<SqlServerDependent>> ReadAsync(
        DbContext context, string schema, TimeSpan lockTimeout, CancellationToken cancellationToken)
    {
        async Task<IEnumerable<string[]>> Query(string query)
        {
            var rows = await SqlServerCommands.QueryCatalogueAsync(context, query, lockTimeout, cancellationToken).ConfigureAwait(false);
            return rows.Select(row => Array.ConvertAll(row, value => (value as string ?? "").TrimEnd()));
        }

        var id = $"SCHEMA_ID(N'{schema}')";
        var foreignKeys = await Query(
            $"""
             SELECT s.name, t.name, f.name
             FROM sys.foreign_keys AS f
             INNER JOIN sys.tables AS r ON r.object_id = f.referenced_object_id
             INNER JOIN sys.tables AS t ON t.object_id = f.parent_object_id
             INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id
             WHERE r.schema_id = {id} AND t.schema_id <> {id}
             """).ConfigureAwait(false);
        var named = await Query(
            $"""
             IF HAS_PERMS_BY_NAME(N'sys.sql_expression_dependencies', N'OBJECT', N'SELECT') = 1
             SELECT DISTINCT s.name, o.name, o.type, p.name, c.name
             FROM sys.schemas AS s
             INNER JOIN sys.objects AS o ON o.schema_id = s.schema_id
             INNER JOIN sys.sql_expression_dependencies AS d ON d.referencing_id = o.object_id AND d.referencing_class = 1
             LEFT JOIN sys.objects AS p ON p.object_id = o.parent_object_id
             LEFT JOIN sys.columns AS c ON c.object_id = d.referencing_id AND c.column_id = d.referencing_minor_id AND o.type = 'U'
             WHERE o.schema_id <> {id} AND d.referenced_schema_name = N'{schema}' AND d.referenced_server_name IS NULL
                 AND (d.referenced_database_name IS NULL OR d.referenced_database_name = DB_NAME())
             """).ConfigureAwait(false);
        var columns = await Query(
            $"""
             SELECT s.name, t.name, c.name
             FROM sys.columns AS c
             INNER JOIN sys.tables AS t ON t.object_id = c.object_id
             INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id
             LEFT JOIN sys.types AS y ON y.user_type_id = c.user_type_id
             LEFT JOIN sys.xml_schema_collections AS x ON x.xml_collection_id = c.xml_collection_id AND c.xml_collection_id <> 0
             WHERE t.schema_id <> {id} AND (y.schema_id = {id} OR x.schema_id = {id})
             """).ConfigureAwait(false);
        var synonyms = await Query(
            $"""
             SELECT s.name, n.name
             FROM sys.synonyms AS n
             INNER JOIN sys.schemas AS s ON s.schema_id = n.schema_id
             WHERE n.schema_id <> {id} AND PARSENAME(n.base_object_name, 2) = N'{schema}' AND PARSENAME(n.base_object_name, 4) IS NULL
                 AND (PARSENAME(n.base_object_name, 3) IS NULL OR PARSENAME(n.base_object_name, 3) = DB_NAME())
             """).ConfigureAwait(false);

        return
        [
            .. foreignKeys.Select(r => Constraint("foreign key", r[0], r[1], r[2])),
            .. named.Select(Named).OrderBy(d => d.Drop.StartsWith("DROP SECURITY POLICY", StringComparison.Ordinal) ? 0 : 1),
            .. columns.Select(r => Column("column", r[0], r[1], r[2])),
            .. synonyms.Select(r => new SqlServerDependent($"synonym {r[0]}.{r[1]}", $"DROP SYNONYM {Quoted(r[0])}.{Quoted(r[1])}")),
        ];
    }

    /// <param name="row">Schema, name and type of the object, its table if it has one, and a table's own column.</param>
    private static SqlServerDependent Named(string[] row)
        => row[2] switch
        {
            "U" => Column("computed column", row[0], row[1], row[4]),
            "C" => Constraint("check constraint", row[0], row[3], row[1]),
            "D" => Constraint("default", row[0], row[3], row[1]),
            var type when Modules.TryGetValue(type, out var word)
                => new SqlServerDependent($"{word} {row[0]}.{row[1]}", $"DROP {word.ToUpperInvariant()} {Quoted(row[0])}.{Quoted(row[1])}"),
            _ => throw new WorkspaceMigrationException(
                $"The object {row[0]}.{row[1]} of type {row[2]} depends on the schema, and the library does not know how to drop that "
                + "type. Drop it and call again; nothing was dropped."),
        };

    private static SqlServerDependent Constraint(string word, string schema, string table, string name)
        => new($"{word} {name} of {schema}.{table}", $"ALTER TABLE {Quoted(schema)}.{Quoted(table)} DROP CONSTRAINT {Quoted(name)}");

    private static SqlServerDependent Column(string word, string schema, string table, string name)
        => new($"{word} {name} of {schema}.{table}", $"ALTER TABLE {Quoted(schema)}.{Quoted(table)} DROP COLUMN {Quoted(name)}");

    private static string Quoted(string name) => $"[{name.Replace("]", "]]", StringComparison.Ordinal)}]";
}
