using System.Data.Common;

namespace PmAssist.Tenancy;

/// <summary>Reads what Citus keeps of its nodes, of schemas and of moves.</summary>
internal static class PlaceReader
{
    /// <summary>Where a schema is, and how large.</summary>
    public sealed record Place(bool IsDistributed, string? Node, long Bytes, bool HasWayBack);

    /// <summary>
    /// Of all workspaces' schemas, or of one. For all, each node is asked once for the sizes of all its shards; for one, only the node that
    /// has it is asked, for each table. The tables of a schema are on one node.
    /// </summary>
    /// <param name="connection">The connection.</param>
    /// <param name="schema">The schema; null for all.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public static async Task<IReadOnlyDictionary<string, Place>> ReadAsync(
        DbConnection connection, string? schema, CancellationToken cancellationToken)
    {
        var sizes = schema is null
            ? "SELECT s.colocationid, z.size FROM shards AS s JOIN citus_shard_sizes() AS z ON z.shard_id = s.shardid"
            : "SELECT s.colocationid, citus_total_relation_size(s.logicalrelid, false) FROM shards AS s";
        var rows = await connection.ReadAsync(
            $"""
            WITH n AS MATERIALIZED (
                SELECT n.oid, n.nspname::text AS name FROM pg_catalog.pg_namespace AS n
                WHERE {(schema is null ? "n.nspname ~ '^ws_[0-9a-f]{32}$'" : $"n.nspname = {DistributionSql.Literal(schema)}")}),
            shards AS MATERIALIZED (
                SELECT p.colocationid, p.logicalrelid, s.shardid
                FROM pg_dist_partition AS p JOIN pg_dist_shard AS s ON s.logicalrelid = p.logicalrelid
                WHERE p.colocationid IN (SELECT d.colocationid FROM pg_dist_schema AS d JOIN n ON n.oid = d.schemaid)),
            sizes AS MATERIALIZED (
                SELECT z.colocationid, sum(z.size)::bigint AS bytes FROM ({sizes}) AS z(colocationid, size) GROUP BY z.colocationid),
            homes AS MATERIALIZED (
                SELECT s.colocationid, min(pl.groupid) AS groupid FROM shards AS s JOIN pg_dist_placement AS pl ON pl.shardid = s.shardid
                GROUP BY s.colocationid)
            SELECT n.name, d.schemaid IS NOT NULL, w.nodename::text || ':' || w.nodeport,
                CASE WHEN d.schemaid IS NULL THEN (
                    SELECT coalesce(sum(pg_catalog.pg_total_relation_size(c.oid)), 0)::bigint FROM pg_catalog.pg_class AS c
                    WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'm')) ELSE coalesce(z.bytes, 0) END,
                NOT EXISTS (SELECT 1 FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid
                    WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'p') AND a.attidentity <> '' AND NOT a.attisdropped)
            FROM n LEFT JOIN pg_dist_schema AS d ON d.schemaid = n.oid
            LEFT JOIN sizes AS z ON z.colocationid = d.colocationid
            LEFT JOIN homes AS h ON h.colocationid = d.colocationid
            LEFT JOIN pg_dist_node AS w ON w.groupid = h.groupid AND w.noderole = 'primary'
            """,
            row => (
                Name: row.GetString(0),
                Place: new Place(row.GetBoolean(1), row.IsDBNull(2) ? null : row.GetString(2), row.GetInt64(3), row.GetBoolean(4))),
            cancellationToken).ConfigureAwait(false);
        return rows.ToDictionary(r => r.Name, r => r.Place, StringComparer.Ordinal);
    }

    /// <summary>The nodes, and what Citus' functions take for each.</summary>
    public static Task<IReadOnlyList<(PlaceNode Node, string Host, int Port)>> ReadNodesAsync(
        DbConnection connection, CancellationToken cancellationToken)
        => connection.ReadAsync(
            """
            SELECT nodename::text, nodeport::int, groupid = 0, isactive AND shouldhaveshards FROM pg_dist_node WHERE noderole = 'primary'
            ORDER BY groupid <> 0, nodename, nodeport
            """,
            row => (
                new PlaceNode(FormattableString.Invariant($"{row.GetString(0)}:{row.GetInt32(1)}"), row.GetBoolean(2), row.GetBoolean(3)),
                row.GetString(0),
                row.GetInt32(1)),
            cancellationToken);

    public static async Task<RebalanceProgress> ReadProgressAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var moves = await connection.ReadAsync(
            """
            SELECT n.nspname::text, p.sourcename || ':' || p.sourceport, p.targetname || ':' || p.targetport, min(p.status),
                coalesce(sum(p.source_shard_size), 0)::bigint, coalesce(sum(p.target_shard_size), 0)::bigint
            FROM get_rebalance_progress() AS p JOIN pg_catalog.pg_class AS c ON c.oid = p.table_name
                JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            GROUP BY 1, 2, 3 ORDER BY 1
            """,
            row => new PlaceMove(
                row.GetString(0),
                row.GetString(1),
                row.GetString(2),
                row.IsDBNull(3) ? null : row.GetString(3),
                row.GetInt64(4),
                row.GetInt64(5)),
            cancellationToken).ConfigureAwait(false);
        var last = await connection.ReadAsync(
            "SELECT state::text, started_at AT TIME ZONE 'UTC', finished_at AT TIME ZONE 'UTC' FROM citus_rebalance_status()",
            row => new RebalanceProgress(moves, row.GetString(0), UtcAt(row, 1), UtcAt(row, 2)),
            cancellationToken).ConfigureAwait(false);
        return last is [var progress] ? progress : new RebalanceProgress(moves, state: null, startedUtc: null, finishedUtc: null);
    }

    private static DateTime? UtcAt(DbDataReader row, int column)
        => row.IsDBNull(column) ? null : DateTime.SpecifyKind(row.GetDateTime(column), DateTimeKind.Utc);
}
