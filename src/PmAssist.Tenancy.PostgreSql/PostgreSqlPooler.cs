using System.Data.Common;
using Npgsql;

namespace PmAssist.Tenancy;

/// <summary>
/// Detects a pooler that gives each transaction another server process. There, a session lock protects nothing, and a temporary
/// object is gone in the next statement.
/// </summary>
/// <remarks>
/// A pooler gives its clients process ids of its own, so a connection whose id is the server's does not go through one. Behind a
/// pooler, a second connection gets the process that the first has just released, or sees that somebody else has used it; in session
/// mode neither can be.
/// </remarks>
internal static class PostgreSqlPooler
{
    // The pooler assigns the process that became free last, or the next in turn, hence several attempts. A verdict of "session mode" that
    // is wrong lets a migration run without its lock, and an attempt takes two round trips.
    private const int Rounds = 20;

    /// <summary>Whether the connection's server process may change between two transactions.</summary>
    /// <param name="connection">An open connection with no transaction.</param>
    /// <param name="cancellationToken">Cancels the questions.</param>
    public static async Task<bool> ChangesProcessAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var (process, asked) = await AskAsync(connection, "pg_catalog.statement_timestamp()", cancellationToken).ConfigureAwait(false);
        if (connection is not NpgsqlConnection own || own.ProcessID == process)
        {
            return false;
        }

        // Not from the driver's own pool: callers that hold one connection and wait for a second one could block each other.
        var settings = new NpgsqlConnectionStringBuilder(own.ConnectionString) { Pooling = false };
        var other = own.CloneWith(settings.ConnectionString);
        await using var _ = other.ConfigureAwait(false);
        await other.OpenAsync(cancellationToken).ConfigureAwait(false);
        for (var round = 0; round < Rounds; round++)
        {
            var transaction = await other.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using var __ = transaction.ConfigureAwait(false);
            var (others, used) = await AskAsync(
                other, $"(SELECT query_start FROM pg_catalog.pg_stat_activity WHERE pid = {process})", cancellationToken)
                .ConfigureAwait(false);
            if (others == process || (used is not null && used != asked))
            {
                return true;
            }

            if (round >= Rounds / 2)
            {
                // Two that ask in step with each other get the same answers each time.
                await Task.Delay(Random.Shared.Next(5), cancellationToken).ConfigureAwait(false);
            }

            (var next, asked) = await AskAsync(own, "pg_catalog.statement_timestamp()", cancellationToken).ConfigureAwait(false);
            if (next != process)
            {
                return true;
            }
        }

        return false;
    }

    /// <returns>The connection's server process and a time that it tells, null where the server does not note it.</returns>
    private static async Task<(int Process, DateTime? Time)> AskAsync(
        DbConnection connection, string time, CancellationToken cancellationToken)
    {
        var command = connection.CreateCommand();
        await using var _ = command.ConfigureAwait(false);
        command.CommandText = $"SELECT pg_catalog.pg_backend_pid(), {time}";
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        return (reader.GetInt32(0), reader.IsDBNull(1) ? null : reader.GetDateTime(1));
    }
}
