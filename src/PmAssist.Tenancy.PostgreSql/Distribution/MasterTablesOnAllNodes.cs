namespace PmAssist.Tenancy;

/// <summary>
/// Makes the master's tables visible on all nodes, for applications that connect to workers. Their rows stay on the coordinator: reference
/// tables could not be written while any node is down.
/// </summary>
internal static class MasterTablesOnAllNodes
{
    /// <exception cref="DistributionException">The other nodes do not know the coordinator, where the rows are.</exception>
    public static async Task AddAsync(SchemaSession session, CancellationToken cancellationToken)
    {
        var command = session.CreateCommand(
            $"""
            SELECT pg_catalog.format('%I.%I', n.nspname, c.relname)
            FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            WHERE n.nspname = {DistributionSql.Literal(session.Access.Schema)} AND c.relkind = 'r'
                AND NOT EXISTS (SELECT 1 FROM pg_dist_partition AS p WHERE p.logicalrelid = c.oid)
                AND NOT relation_is_a_known_shard(c.oid)
            """);
        await using var _ = command.ConfigureAwait(false);
        var tables = await command.ReadAsync(row => row.GetString(0), cancellationToken).ConfigureAwait(false);
        if (tables.Count > 0)
        {
            await RequireCoordinatorAsync(session, cancellationToken).ConfigureAwait(false);
        }

        // One that came along with another by a foreign key is passed over by Citus.
        await session.ExecuteAsync(
            [
                .. tables.Select(table => new SchemaStatement(
                    $"SELECT citus_add_local_table_to_metadata({DistributionSql.Literal(table)}::regclass, "
                    + "cascade_via_foreign_keys => true)",
                    isGenerated: true)),
            ],
            cancellationToken).ConfigureAwait(false);
    }

    /// <remarks>A cluster of one server, which knows of no node yet, adds itself.</remarks>
    private static async Task RequireCoordinatorAsync(SchemaSession session, CancellationToken cancellationToken)
    {
        var command = session.CreateCommand(
            "SELECT NOT EXISTS (SELECT 1 FROM pg_dist_node) OR EXISTS (SELECT 1 FROM pg_dist_node WHERE groupid = 0)");
        await using var _ = command.ConfigureAwait(false);
        if (await command.ReadAsync(row => row.GetBoolean(0), cancellationToken).ConfigureAwait(false) is [false])
        {
            throw new DistributionException(
                "DistributeSchemas(masterOnAllNodes: true) cannot work here: the other nodes do not know the coordinator, where the "
                + "master's rows are. Call citus_set_coordinator_host on it, with the name and the port by which they reach it. Nothing "
                + "was changed.");
        }
    }
}
