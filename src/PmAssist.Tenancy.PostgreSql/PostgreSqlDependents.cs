using System.Data.Common;

namespace PmAssist.Tenancy;

/// <summary>What <c>DROP … CASCADE</c> would also drop outside a schema, found the same way the server finds it.</summary>
internal static class PostgreSqlDependents
{
    /// <summary>
    /// Follows pg_depend from the schema, or from relations of it, to all that depends on them, directly or through others, and from a
    /// part (a view's rule) to the whole that goes with it. What is listed lies in another schema, on a relation there, or in none but
    /// needs an object of this one; a cast, a transform and a member of an operator family lie where their types or their family do.
    /// Parts of what is listed are not listed again (postgresql.org/docs/current/catalog-pg-depend.html).
    /// </summary>
    private const string Query = """
        WITH RECURSIVE doomed(classid, objid, objsubid) AS (
            {1}
            UNION
            SELECT step.classid, step.objid, step.objsubid
            FROM doomed AS x
            CROSS JOIN LATERAL (
                SELECT d.classid, d.objid, d.objsubid FROM pg_catalog.pg_depend AS d
                WHERE d.refclassid = x.classid AND d.refobjid = x.objid AND (x.objsubid = 0 OR d.refobjsubid = x.objsubid)
                UNION ALL
                SELECT d.refclassid, d.refobjid, d.refobjsubid FROM pg_catalog.pg_depend AS d
                WHERE d.classid = x.classid AND d.objid = x.objid AND d.objsubid = x.objsubid AND d.deptype IN ('i', 'e')) AS step),
        outside AS (
            SELECT * FROM (
                SELECT x.*, CASE x.classid
                    WHEN 'pg_catalog.pg_class'::pg_catalog.regclass THEN
                        (SELECT relnamespace FROM pg_catalog.pg_class WHERE oid = x.objid)
                    WHEN 'pg_catalog.pg_constraint'::pg_catalog.regclass THEN
                        (SELECT connamespace FROM pg_catalog.pg_constraint WHERE oid = x.objid)
                    WHEN 'pg_catalog.pg_rewrite'::pg_catalog.regclass THEN
                        (SELECT c.relnamespace FROM pg_catalog.pg_rewrite AS r JOIN pg_catalog.pg_class AS c ON c.oid = r.ev_class
                         WHERE r.oid = x.objid)
                    WHEN 'pg_catalog.pg_trigger'::pg_catalog.regclass THEN
                        (SELECT c.relnamespace FROM pg_catalog.pg_trigger AS t JOIN pg_catalog.pg_class AS c ON c.oid = t.tgrelid
                         WHERE t.oid = x.objid AND NOT t.tgisinternal)
                    WHEN 'pg_catalog.pg_policy'::pg_catalog.regclass THEN
                        (SELECT c.relnamespace FROM pg_catalog.pg_policy AS p JOIN pg_catalog.pg_class AS c ON c.oid = p.polrelid
                         WHERE p.oid = x.objid)
                    WHEN 'pg_catalog.pg_attrdef'::pg_catalog.regclass THEN
                        (SELECT c.relnamespace FROM pg_catalog.pg_attrdef AS a JOIN pg_catalog.pg_class AS c ON c.oid = a.adrelid
                         WHERE a.oid = x.objid)
                    WHEN 'pg_catalog.pg_extension'::pg_catalog.regclass THEN
                        (SELECT extnamespace FROM pg_catalog.pg_extension WHERE oid = x.objid)
                    WHEN 'pg_catalog.pg_cast'::pg_catalog.regclass THEN
                        (SELECT t.typnamespace FROM pg_catalog.pg_cast AS c
                         JOIN pg_catalog.pg_type AS t ON t.oid IN (c.castsource, c.casttarget) WHERE c.oid = x.objid
                         ORDER BY t.typnamespace <> (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = '{0}') LIMIT 1)
                    WHEN 'pg_catalog.pg_transform'::pg_catalog.regclass THEN
                        (SELECT t.typnamespace FROM pg_catalog.pg_transform AS m JOIN pg_catalog.pg_type AS t ON t.oid = m.trftype
                         WHERE m.oid = x.objid)
                    WHEN 'pg_catalog.pg_amop'::pg_catalog.regclass THEN
                        (SELECT f.opfnamespace FROM pg_catalog.pg_amop AS a JOIN pg_catalog.pg_opfamily AS f ON f.oid = a.amopfamily
                         WHERE a.oid = x.objid)
                    WHEN 'pg_catalog.pg_amproc'::pg_catalog.regclass THEN
                        (SELECT f.opfnamespace FROM pg_catalog.pg_amproc AS a JOIN pg_catalog.pg_opfamily AS f ON f.oid = a.amprocfamily
                         WHERE a.oid = x.objid)
                    WHEN 'pg_catalog.pg_event_trigger'::pg_catalog.regclass THEN 0
                    WHEN 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass THEN 0
                    WHEN 'pg_catalog.pg_language'::pg_catalog.regclass THEN 0
                    ELSE (SELECT pg_catalog.to_regnamespace(o.schema)::oid
                          FROM pg_catalog.pg_identify_object(x.classid, x.objid, x.objsubid) AS o)
                    END AS home
                FROM doomed AS x
                WHERE x.classid <> 'pg_catalog.pg_namespace'::pg_catalog.regclass) AS found
            WHERE home <> (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = '{0}')
            AND home NOT IN (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = 'pg_toast'))
        SELECT DISTINCT pg_catalog.pg_describe_object(o.classid, o.objid, o.objsubid)
        FROM outside AS o
        WHERE NOT EXISTS (
            SELECT 1 FROM pg_catalog.pg_depend AS d
            JOIN outside AS whole ON whole.classid = d.refclassid AND whole.objid = d.refobjid
                AND (whole.objsubid = 0 OR whole.objsubid = d.refobjsubid)
            WHERE d.classid = o.classid AND d.objid = o.objid AND d.objsubid = o.objsubid AND d.deptype IN ('i', 'a', 'P', 'S'))
        ORDER BY 1
        """;

    /// <summary>
    /// The planner thinks much dearer of the query than it is, and more so the more schemas there are, and compiles it: most of a second
    /// for a few milliseconds. Off for the command's own transaction, or for the one it is in.
    /// </summary>
    private const string WithoutJit = "SELECT pg_catalog.set_config('jit', 'off', true);\n";

    /// <summary>What depends on the whole schema.</summary>
    public static Task<IReadOnlyList<string>> FindAsync(
        Func<string, DbCommand> create, string schema, CancellationToken cancellationToken)
        => FindAsync(
            create,
            schema,
            "SELECT 'pg_catalog.pg_namespace'::pg_catalog.regclass::oid, oid, 0 FROM pg_catalog.pg_namespace "
                + $"WHERE nspname = '{schema}'",
            cancellationToken);

    /// <summary>What depends on some of its relations.</summary>
    public static Task<IReadOnlyList<string>> FindAsync(
        Func<string, DbCommand> create, string schema, IEnumerable<uint> relations, CancellationToken cancellationToken)
        => FindAsync(
            create,
            schema,
            "SELECT 'pg_catalog.pg_class'::pg_catalog.regclass::oid, oid, 0 FROM pg_catalog.pg_class "
                + $"WHERE oid IN ({string.Join(", ", relations)})",
            cancellationToken);

    /// <summary>The names of the schema's tables that can be locked, delimited.</summary>
    public static async Task<IReadOnlyList<string>> ReadTablesAsync(
        Func<string, DbCommand> create, string schema, CancellationToken cancellationToken)
    {
        var read = create(
            "SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) "
            + "FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace "
            + $"WHERE n.nspname = '{schema}' AND c.relkind IN ('r', 'p') ORDER BY c.relname");
        await using var _ = read.ConfigureAwait(false);
        return await ReadAsync(read, skip: 0, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<IReadOnlyList<string>> FindAsync(
        Func<string, DbCommand> create, string schema, string from, CancellationToken cancellationToken)
    {
        var command = create(
            WithoutJit + Query.Replace("{0}", schema, StringComparison.Ordinal).Replace("{1}", from, StringComparison.Ordinal));
        await using var _ = command.ConfigureAwait(false);
        return await ReadAsync(command, skip: 1, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<List<string>> ReadAsync(DbCommand command, int skip, CancellationToken cancellationToken)
    {
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = reader.ConfigureAwait(false);
        for (; skip > 0; skip--)
        {
            await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        }

        var rows = new List<string>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }
}
