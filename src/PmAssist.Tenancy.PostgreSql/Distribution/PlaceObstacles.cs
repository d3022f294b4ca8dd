namespace PmAssist.Tenancy;

/// <summary>
/// What keeps a workspace from being distributed, brought back or moved, as queries of one text column each. Citus refuses it too, but
/// only after it has begun, and one thing at a time.
/// </summary>
internal static class PlaceObstacles
{
    private const string Tables = """
        FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
        """;

    /// <summary>
    /// Triggers, unless the cluster allows them, foreign keys out of the schema or into it, foreign tables, and inheritance.
    /// </summary>
    /// <param name="where">Which schemas <c>n</c>.</param>
    public static string ToDistribute(string where) => $"""
        SELECT pg_catalog.format('the table %s has the trigger %s', c.relname, t.tgname)
        {Tables} JOIN pg_catalog.pg_trigger AS t ON t.tgrelid = c.oid AND NOT t.tgisinternal
        WHERE {where} AND NOT coalesce(nullif(pg_catalog.current_setting('citus.enable_unsafe_triggers', true), '')::boolean, false)
        UNION
        SELECT pg_catalog.format('the table %s has the foreign key %s to %s.%s, which is no reference table; call create_reference_table',
            c.relname, k.conname, fn.nspname, f.relname)
        {Tables} JOIN pg_catalog.pg_constraint AS k ON k.conrelid = c.oid AND k.contype = 'f'
            JOIN pg_catalog.pg_class AS f ON f.oid = k.confrelid JOIN pg_catalog.pg_namespace AS fn ON fn.oid = f.relnamespace
        WHERE {where} AND f.relnamespace <> c.relnamespace
            AND NOT EXISTS (SELECT 1 FROM pg_dist_partition AS p WHERE p.logicalrelid = f.oid AND p.partmethod = 'n' AND p.repmodel = 't')
        UNION
        SELECT pg_catalog.format('the table %s.%s has the foreign key %s to its table %s', fn.nspname, f.relname, k.conname, c.relname)
        {Tables} JOIN pg_catalog.pg_constraint AS k ON k.confrelid = c.oid AND k.contype = 'f'
            JOIN pg_catalog.pg_class AS f ON f.oid = k.conrelid JOIN pg_catalog.pg_namespace AS fn ON fn.oid = f.relnamespace
        WHERE {where} AND f.relnamespace <> c.relnamespace
        UNION
        SELECT pg_catalog.format('the table %s lies on a foreign server', c.relname) {Tables} WHERE {where} AND c.relkind = 'f'
        UNION
        SELECT pg_catalog.format('the table %s inherits from %s', c.relname, i.inhparent::pg_catalog.regclass)
        {Tables} JOIN pg_catalog.pg_inherits AS i ON i.inhrelid = c.oid
        WHERE {where} AND c.relkind = 'r' AND NOT c.relispartition
        ORDER BY 1
        """;

    /// <summary>Identity columns.</summary>
    /// <inheritdoc cref="ToDistribute"/>
    public static string ToUndistribute(string where) => $"""
        SELECT DISTINCT pg_catalog.format(
            'the table %s has the identity column %s, from which Citus knows no way back', c.relname, a.attname)
        {Tables} JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attidentity <> '' AND NOT a.attisdropped
        WHERE {where} AND c.relkind IN ('r', 'p')
        ORDER BY 1
        """;

    /// <summary>Tables of which logical replication cannot tell the rows apart.</summary>
    /// <inheritdoc cref="ToDistribute"/>
    public static string ToMove(string where) => $"""
        SELECT DISTINCT pg_catalog.format(
            'the table %s has no primary key and no replica identity; add one, or move it with its writers waiting', c.relname)
        {Tables}
        WHERE {where} AND c.relkind IN ('r', 'p') AND c.relreplident <> 'f' AND NOT EXISTS (
            SELECT 1 FROM pg_catalog.pg_index AS i
            WHERE i.indrelid = c.oid AND (i.indisreplident OR (i.indisprimary AND c.relreplident = 'd')))
        ORDER BY 1
        """;
}
