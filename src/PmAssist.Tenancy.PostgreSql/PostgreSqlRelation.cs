using System.Data.Common;

namespace PmAssist.Tenancy;

/// <summary>A table, view or sequence of a schema that is to be dropped.</summary>
/// <param name="Id">Its object id.</param>
/// <param name="Kind">The words that drop it.</param>
/// <param name="Name">Its full name, quoted.</param>
/// <param name="Dependents">
/// What must be dropped before it: the relations that refer to it, inherit from it or select from it, in any schema; 0 for what is no
/// relation.
/// </param>
internal sealed record PostgreSqlRelation(uint Id, string Kind, string Name, IReadOnlyList<uint> Dependents)
{
    /// <summary>
    /// Sequences that belong to a column go with it. A constraint, a default, a rule, a trigger and a policy count as the table that they
    /// are on (postgresql.org/docs/current/catalog-pg-depend.html).
    /// </summary>
    private const string Query = """
        SELECT c.oid, c.relkind::text, pg_catalog.format('%I.%I', n.nspname, c.relname), ARRAY(
            SELECT i.inhrelid FROM pg_catalog.pg_inherits AS i WHERE i.inhparent = c.oid
            UNION
            SELECT owner FROM (
                SELECT COALESCE(CASE d.classid
                    WHEN 'pg_catalog.pg_constraint'::pg_catalog.regclass THEN
                        (SELECT conrelid FROM pg_catalog.pg_constraint WHERE oid = d.objid)
                    WHEN 'pg_catalog.pg_attrdef'::pg_catalog.regclass THEN
                        (SELECT adrelid FROM pg_catalog.pg_attrdef WHERE oid = d.objid)
                    WHEN 'pg_catalog.pg_rewrite'::pg_catalog.regclass THEN
                        (SELECT ev_class FROM pg_catalog.pg_rewrite WHERE oid = d.objid)
                    WHEN 'pg_catalog.pg_trigger'::pg_catalog.regclass THEN
                        (SELECT tgrelid FROM pg_catalog.pg_trigger WHERE oid = d.objid)
                    WHEN 'pg_catalog.pg_policy'::pg_catalog.regclass THEN
                        (SELECT polrelid FROM pg_catalog.pg_policy WHERE oid = d.objid)
                    WHEN 'pg_catalog.pg_class'::pg_catalog.regclass THEN d.objid
                    END, 0) AS owner
                FROM pg_catalog.pg_depend AS d
                WHERE d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = c.oid AND d.deptype = 'n') AS dependent
            WHERE owner <> c.oid) AS dependents
        FROM pg_catalog.pg_namespace AS n
        JOIN pg_catalog.pg_depend AS m ON m.refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND m.refobjid = n.oid
            AND m.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
        JOIN pg_catalog.pg_class AS c ON c.oid = m.objid
        WHERE n.nspname = '{0}' AND (c.relkind IN ('r', 'p', 'f', 'v', 'm') OR (c.relkind = 'S' AND NOT EXISTS (
            SELECT 1 FROM pg_catalog.pg_depend AS d
            WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid
                AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype IN ('a', 'i'))))
        """;

    /// <summary>Whether it can be locked, which the server knows of no foreign table.</summary>
    public bool IsTable => Kind == "TABLE";

    /// <summary>All of a schema.</summary>
    public static Task<List<PostgreSqlRelation>> ReadAsync(
        Func<string, DbCommand> create, string schema, CancellationToken cancellationToken)
        => ReadAsync(create(QueryOf(schema)), cancellationToken);

    /// <summary>Some that nothing depends on: for most schemas enough, and the server looks no further.</summary>
    public static Task<List<PostgreSqlRelation>> ReadFreeAsync(
        Func<string, DbCommand> create, string schema, int count, CancellationToken cancellationToken)
        => ReadAsync(create($"SELECT * FROM ({QueryOf(schema)}) AS r WHERE dependents = '{{}}' LIMIT {count}"), cancellationToken);

    /// <summary>
    /// Those that can be dropped without anything else, at most so many, in layers: nothing depends on a relation but what is in a layer
    /// before its own.
    /// </summary>
    public static IReadOnlyList<IReadOnlyList<PostgreSqlRelation>> FreeOnes(IReadOnlyList<PostgreSqlRelation> relations, int count)
    {
        var layers = new List<IReadOnlyList<PostgreSqlRelation>>();
        var taken = new HashSet<uint>();
        while (taken.Count < count)
        {
            List<PostgreSqlRelation> layer =
                [.. relations.Where(r => !taken.Contains(r.Id) && r.Dependents.All(taken.Contains)).Take(count - taken.Count)];
            if (layer.Count == 0)
            {
                break;
            }

            layers.Add(layer);
            taken.UnionWith(layer.Select(r => r.Id));
        }

        return layers;
    }

    private static string QueryOf(string schema) => Query.Replace("{0}", schema, StringComparison.Ordinal);

    private static async Task<List<PostgreSqlRelation>> ReadAsync(DbCommand command, CancellationToken cancellationToken)
    {
        await using var _ = command.ConfigureAwait(false);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        var relations = new List<PostgreSqlRelation>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            relations.Add(new PostgreSqlRelation(
                reader.GetFieldValue<uint>(0), KindOf(reader.GetString(1)), reader.GetString(2), reader.GetFieldValue<uint[]>(3)));
        }

        return relations;
    }

    private static string KindOf(string relkind) => relkind switch
    {
        "v" => "VIEW",
        "m" => "MATERIALIZED VIEW",
        "f" => "FOREIGN TABLE",
        "S" => "SEQUENCE",
        _ => "TABLE",
    };
}
