using Npgsql;

namespace PmAssist.Tenancy;

/// <summary>
/// Locks all tables of a workspace before Citus changes them. Citus locks them one after the other, and again more strongly, as users do in
/// an order of their own, so that each would wait for the other until one of them is ended as a deadlock.
/// </summary>
internal sealed class TableLocks(TenancyOptions options, TimeProvider clock)
{
    /// <summary>
    /// Less than the default of <c>deadlock_timeout</c>, after which a user who waits for these locks, and holds another, would be ended.
    /// </summary>
    private const int AttemptMilliseconds = 500;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <summary>Takes the locks, which end with the transaction.</summary>
    /// <exception cref="DistributionException">Users kept a table for longer than <see cref="TenancyOptions.LockTimeout"/>.</exception>
    public async Task TakeAsync(SchemaSession session, Workspace workspace, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        var pause = FirstPause;
        while (!await TryAsync(session, workspace, cancellationToken).ConfigureAwait(false))
        {
            if (clock.GetElapsedTime(started) > options.LockTimeout)
            {
                throw new DistributionException(
                    $"The tables of the workspace '{workspace.Slug}' ({workspace.Id}) are in use by a transaction that does not end: for "
                    + $"{options.LockTimeout} they could not be locked. pg_stat_activity has it. End it, or repeat the call at a quieter "
                    + "time. Nothing was changed.");
            }

            await Task.Delay(pause, clock, cancellationToken).ConfigureAwait(false);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <remarks>All of an attempt has one time-out; one for each lock would let many of them together take longer.</remarks>
    private static async Task<bool> TryAsync(SchemaSession session, Workspace workspace, CancellationToken cancellationToken)
    {
        await RunAsync(session, "SAVEPOINT pmassist_locks", cancellationToken).ConfigureAwait(false);
        var list = session.CreateCommand(
            $"""
            SELECT pg_catalog.string_agg(pg_catalog.format('%I.%I', n.nspname, c.relname), ', ' ORDER BY c.relname)
            FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            WHERE n.nspname = '{workspace.Schema}' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
                AND NOT relation_is_a_known_shard(c.oid)
            """);
        await using var _ = list.ConfigureAwait(false);
        if (await list.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not string tables)
        {
            return true;
        }

        try
        {
            await RunAsync(session, FormattableString.Invariant($"SET LOCAL statement_timeout TO {AttemptMilliseconds}"), cancellationToken)
                .ConfigureAwait(false);
            await RunAsync(session, $"LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE", cancellationToken).ConfigureAwait(false);
            await RunAsync(session, "SET LOCAL statement_timeout TO DEFAULT; RELEASE SAVEPOINT pmassist_locks", cancellationToken)
                .ConfigureAwait(false);
            return true;
        }
        catch (PostgresException exception) when (
            exception.SqlState is PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.DeadlockDetected
            && !cancellationToken.IsCancellationRequested)
        {
            await RunAsync(session, "ROLLBACK TO SAVEPOINT pmassist_locks", cancellationToken).ConfigureAwait(false);
            return false;
        }
    }

    private static async Task RunAsync(SchemaSession session, string sql, CancellationToken cancellationToken)
    {
        var command = session.CreateCommand(sql);
        await using var _ = command.ConfigureAwait(false);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
