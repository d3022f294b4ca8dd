using System.Data.Common;
using System.Globalization;

namespace PmAssist.Tenancy;

/// <summary>Distributes, brings back and moves one workspace, under its lock, after it has looked for what Citus would refuse.</summary>
internal sealed class PlaceChanges(ISchemaSessions sessions, SchemaDistribution distribution, TenancyOptions options, TimeProvider clock)
{
    /// <summary>
    /// Moves of different workspaces would wait for each other inside Citus, and can wait for ever. Any number that nobody else has.
    /// </summary>
    private const long MoveLock = 0x706D_6173_7369_7374;

    private static readonly TimeSpan LockPollInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>The first version that can move a schema.</summary>
    private static readonly Version OldestToMove = new(12, 1);

    private readonly TableLocks _tables = new(options, clock);

    /// <summary>Throws if the connection does not lead to a coordinator of Citus.</summary>
    public Task RequireAsync(DbConnection connection, CancellationToken cancellationToken)
        => distribution.CheckAsync(connection, master: null, cancellationToken);

    public static DistributionException NoSchema(Workspace workspace)
        => new(
            $"The workspace '{workspace.Slug}' ({workspace.Id}) has no schema in the database. Provision it first. Nothing was changed.");

    /// <remarks>
    /// The lock is the session's, because the rows that are left on the coordinator are removed after the commit, table by table: that a
    /// table is empty there is no part of what others see.
    /// </remarks>
    public Task<PlaceChange?> DistributeAsync(Workspace workspace, CancellationToken cancellationToken)
        => InSessionAsync(
            workspace,
            async (session, place, token) =>
            {
                if (!place.IsDistributed)
                {
                    await RefuseAsync(session, workspace, "distributed", PlaceObstacles.ToDistribute, token).ConfigureAwait(false);
                    await _tables.TakeAsync(session, workspace, token).ConfigureAwait(false);
                    await RunAsync(session, $"SELECT citus_schema_distribute('{workspace.Schema}'::regnamespace)", token)
                        .ConfigureAwait(false);
                }

                await session.CommitAsync(token).ConfigureAwait(false);
                await RemoveLocalRowsAsync(session, workspace, token).ConfigureAwait(false);
                return place.IsDistributed
                    ? null
                    : new PlaceChange(PlaceChange.Coordinator, await NodeAsync(session, workspace, token).ConfigureAwait(false));
            },
            cancellationToken);

    public Task<PlaceChange?> UndistributeAsync(Workspace workspace, CancellationToken cancellationToken)
        => InSessionAsync(
            workspace,
            async (session, place, token) =>
            {
                if (!place.IsDistributed)
                {
                    return null;
                }

                await RefuseAsync(session, workspace, "brought back", PlaceObstacles.ToUndistribute, token).ConfigureAwait(false);
                await _tables.TakeAsync(session, workspace, token).ConfigureAwait(false);
                await RunAsync(session, $"SELECT citus_schema_undistribute('{workspace.Schema}'::regnamespace)", token)
                    .ConfigureAwait(false);
                await session.CommitAsync(token).ConfigureAwait(false);
                return new PlaceChange(place.Node ?? PlaceChange.Coordinator, PlaceChange.Coordinator);
            },
            cancellationToken);

    /// <remarks>
    /// No transaction is open while it moves: the slot for logical replication is made when all transactions have ended that wrote, this
    /// one too, so that it would wait for itself, and no deadlock detection sees it.
    /// </remarks>
    public Task<PlaceChange?> MoveAsync(Workspace workspace, string node, bool blockWrites, CancellationToken cancellationToken)
        => InSessionAsync(
            workspace,
            async (session, place, token) =>
            {
                var version = await DistributionCheck.FindVersionAsync(session.Connection, token).ConfigureAwait(false);
                if (version < OldestToMove)
                {
                    throw new DistributionException(
                        $"Moving a workspace needs Citus {OldestToMove} or newer, and this is {version}. Update it. Nothing was changed.");
                }

                if (!place.IsDistributed)
                {
                    throw new DistributionException(
                        $"The workspace '{workspace.Slug}' ({workspace.Id}) is not distributed, so that it cannot be moved. Call "
                        + $"{nameof(IWorkspacePlaces.DistributeAsync)} first. Nothing was changed.");
                }

                if (place.Node == node)
                {
                    return null;
                }

                var target = await FindNodeAsync(session, node, token).ConfigureAwait(false);
                if (!blockWrites)
                {
                    await RefuseAsync(session, workspace, "moved while it is written", PlaceObstacles.ToMove, token).ConfigureAwait(false);
                }

                await session.CommitAsync(token).ConfigureAwait(false);
                await LockMovesAsync(session, workspace, token).ConfigureAwait(false);
                var mode = blockWrites ? "block_writes" : "auto";
                await RunAsync(
                    session,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"SELECT citus_schema_move('{workspace.Schema}'::regnamespace, {DistributionSql.Literal(target.Host)}::text, "
                        + $"{target.Port}, '{mode}')"),
                    token).ConfigureAwait(false);
                return new PlaceChange(place.Node ?? PlaceChange.Coordinator, node);
            },
            cancellationToken);

    private Task<PlaceChange?> InSessionAsync(
        Workspace workspace,
        Func<SchemaSession, PlaceReader.Place, CancellationToken, Task<PlaceChange?>> change,
        CancellationToken cancellationToken)
        => workspace.DbSchemaName is null
            ? throw NoSchema(workspace)
            : sessions.InWorkspaceAsync(
                workspace.Schema,
                new SchemaSessionOptions(spansTransactions: true),
                async (session, token) =>
                {
                    await RequireAsync(session.Connection, token).ConfigureAwait(false);
                    var places = await PlaceReader.ReadAsync(session.Connection, workspace.Schema.Name, token).ConfigureAwait(false);
                    return await change(session, places[workspace.Schema.Name], token).ConfigureAwait(false);
                },
                cancellationToken);

    private static async Task<(string Host, int Port)> FindNodeAsync(
        SchemaSession session, string name, CancellationToken cancellationToken)
    {
        var nodes = (await PlaceReader.ReadNodesAsync(session.Connection, cancellationToken).ConfigureAwait(false))
            .Where(n => n.Node.TakesWorkspaces).ToList();
        return nodes.Find(n => n.Node.Name == name) is { Node: not null } found
            ? (found.Host, found.Port)
            : throw new DistributionException(
                $"There is no node {name} that takes workspaces. These do: {string.Join(", ", nodes.Select(n => n.Node.Name))}. "
                + "citus_set_node_property(…, 'shouldhaveshards', true) lets a node take some. Nothing was changed.");
    }

    /// <summary>Released with the schema's lock, when the session is closed.</summary>
    private async Task LockMovesAsync(SchemaSession session, Workspace workspace, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        var sql = string.Create(CultureInfo.InvariantCulture, $"SELECT pg_try_advisory_lock({MoveLock})");
        while (await session.Connection.ReadAsync(sql, row => row.GetBoolean(0), cancellationToken).ConfigureAwait(false) is [false])
        {
            if (clock.GetElapsedTime(started) > options.LockTimeout)
            {
                throw new DistributionException(
                    $"Another workspace is being moved, and one is moved at a time, so that '{workspace.Slug}' ({workspace.Id}) was not. "
                    + $"Try again when {nameof(IWorkspacePlaces.GetProgressAsync)} shows no move. Nothing was changed.");
            }

            await Task.Delay(LockPollInterval, clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task RefuseAsync(
        SchemaSession session, Workspace workspace, string done, Func<string, string> obstacles, CancellationToken cancellationToken)
    {
        var found = await session.Connection.ReadAsync(
            obstacles($"n.nspname = '{workspace.Schema}'"), row => row.GetString(0), cancellationToken).ConfigureAwait(false);
        if (found.Count > 0)
        {
            throw new DistributionException(
                $"The workspace '{workspace.Slug}' ({workspace.Id}) cannot be {done}: {string.Join("; ", found)}. Nothing was changed.");
        }
    }

    /// <summary>Tables that were distributed keep their rows on the coordinator, where nobody reads them any more.</summary>
    private static async Task RemoveLocalRowsAsync(SchemaSession session, Workspace workspace, CancellationToken cancellationToken)
    {
        var tables = await session.Connection.ReadAsync(
            $"""
            SELECT pg_catalog.format('%I.%I', n.nspname, c.relname)
            FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                JOIN pg_dist_partition AS p ON p.logicalrelid = c.oid
            WHERE n.nspname = '{workspace.Schema}' AND c.relkind = 'r' AND pg_catalog.pg_relation_size(c.oid) > 0
            """,
            row => row.GetString(0),
            cancellationToken).ConfigureAwait(false);
        foreach (var table in tables)
        {
            await RunAsync(
                session,
                $"SELECT truncate_local_data_after_distributing_table({DistributionSql.Literal(table)}::regclass)",
                cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<string> NodeAsync(SchemaSession session, Workspace workspace, CancellationToken cancellationToken)
    {
        var places = await PlaceReader.ReadAsync(session.Connection, workspace.Schema.Name, cancellationToken).ConfigureAwait(false);
        return places[workspace.Schema.Name].Node ?? PlaceChange.Coordinator;
    }

    /// <summary>Without a time-out: what it takes depends on the rows.</summary>
    private static async Task RunAsync(SchemaSession session, string sql, CancellationToken cancellationToken)
    {
        var command = session.CreateCommand(sql);
        await using var _ = command.ConfigureAwait(false);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
