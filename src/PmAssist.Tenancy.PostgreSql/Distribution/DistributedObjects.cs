using System.Data.Common;
using Npgsql;

namespace PmAssist.Tenancy;

/// <summary>
/// What the doctor's query reads of a cluster beside the objects of schemas, as SQL: whether a schema is distributed, and whether a table
/// in one is. A schema that is made for comparison is distributed too, so that the difference shows.
/// </summary>
/// <param name="SchemaState">Of <c>s</c>: why it is not in effect.</param>
/// <param name="SchemaMend">Of <c>s</c>: the statement that distributes it.</param>
/// <param name="TableState">Of <c>c</c>: why it is not in effect.</param>
/// <param name="TableMend">Of <c>c</c>: the statements that make all local tables a part of its distributed schema.</param>
/// <param name="TableSize">Of <c>c</c>: its bytes, wherever they are.</param>
internal sealed record DistributedObjects(string SchemaState, string SchemaMend, string TableState, string TableMend, string TableSize)
{
    private const string IsLocalSchema = "NOT EXISTS (SELECT 1 FROM pg_dist_schema AS x WHERE x.schemaid = s.oid)";

    /// <summary>
    /// Its table was made in a function, or by a script in a block: Citus converts only what is created at top level. Joins with the other
    /// tables fail then.
    /// </summary>
    private const string IsLocalTable = """
        EXISTS (SELECT 1 FROM s JOIN pg_dist_schema AS x ON x.schemaid = s.oid WHERE s.schema = c.schema)
            AND c.relkind IN ('r', 'p')
            AND NOT EXISTS (SELECT 1 FROM pg_dist_partition AS p WHERE p.logicalrelid = c.oid)
            AND NOT relation_is_a_known_shard(c.oid)
        """;

    /// <summary>The local tables of the schema of <c>c</c>, as <c>l</c>; partitions go with what they are partitions of.</summary>
    private const string LocalTables = """
        FROM c AS l JOIN pg_catalog.pg_class AS part ON part.oid = l.oid
        WHERE l.schema = c.schema AND l.relkind IN ('r', 'p') AND NOT part.relispartition
            AND NOT EXISTS (SELECT 1 FROM pg_dist_partition AS p WHERE p.logicalrelid = l.oid)
            AND NOT relation_is_a_known_shard(l.oid)
        """;

    private const string ForeignKeys = $"""
        FROM pg_catalog.pg_constraint AS k JOIN pg_catalog.pg_class AS t ON t.oid = k.conrelid
            JOIN pg_catalog.pg_namespace AS n ON n.oid = t.relnamespace
        WHERE k.contype = 'f' AND k.conparentid = 0 AND EXISTS (SELECT 1 {LocalTables} AND l.oid IN (k.conrelid, k.confrelid))
        """;

    private static readonly DistributedObjects None = new("NULL", "NULL", "NULL", "NULL", "pg_catalog.pg_total_relation_size(c.oid)");

    /// <summary>
    /// A table that comes from another schema into a distributed one becomes a shard, if no foreign key is on it. All local tables of a
    /// schema at once, because a foreign key cannot lead from a local table to a distributed one, nor back
    /// (ErrorIfUnsupportedForeignConstraintExists in src/backend/distributed/commands/foreign_constraint.c).
    /// </summary>
    private static readonly DistributedObjects Citus = new(
        $"CASE WHEN {IsLocalSchema} THEN 'not distributed' END",
        $"CASE WHEN {IsLocalSchema} THEN pg_catalog.format('SELECT citus_schema_distribute(%L)', s.schema) END",
        $"CASE WHEN {IsLocalTable} THEN 'local, in a distributed schema' END",
        $"""
        CASE WHEN {IsLocalTable} THEN
            'SET LOCAL {DistributionCheck.Setting} TO off; CREATE SCHEMA pmassist_mending; '
            || coalesce((SELECT pg_catalog.string_agg(pg_catalog.format('ALTER TABLE %I.%I DROP CONSTRAINT %I; ',
                n.nspname, t.relname, k.conname), '') {ForeignKeys}), '')
            || coalesce((SELECT pg_catalog.string_agg(pg_catalog.format(
                'ALTER TABLE %1$I.%2$I SET SCHEMA pmassist_mending; ALTER TABLE pmassist_mending.%2$I SET SCHEMA %1$I; ',
                l.schema, l.name), '') {LocalTables}), '')
            || coalesce((SELECT pg_catalog.string_agg(pg_catalog.format('ALTER TABLE %I.%I ADD CONSTRAINT %I %s; ',
                n.nspname, t.relname, k.conname, pg_catalog.pg_get_constraintdef(k.oid)), '') {ForeignKeys}), '')
            || 'DROP SCHEMA pmassist_mending' END
        """,
        """
        CASE WHEN EXISTS (SELECT 1 FROM pg_dist_partition AS p WHERE p.logicalrelid = c.oid)
            THEN citus_total_relation_size(c.oid, false) ELSE pg_catalog.pg_total_relation_size(c.oid) END
        """);

    public static DistributedObjects For(SchemaDistribution distribution) => distribution.IsOn ? Citus : None;

    /// <summary>
    /// Citus refuses at once, without an error code of its own, to create a table in a schema that is being moved
    /// (AcquirePlacementColocationLock in src/backend/distributed/operations/shard_rebalancer.c, and its neighbors).
    /// </summary>
    public static bool IsBusy(DbException exception)
        => exception is PostgresException { SqlState: PostgresErrorCodes.InternalError } error
            && error.MessageText.StartsWith("could not acquire the lock required to ", StringComparison.Ordinal);
}
