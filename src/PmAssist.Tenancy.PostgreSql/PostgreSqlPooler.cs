using Npgsql;

namespace PmAssist.Tenancy;

/// <summary>Tells a connection that has a server process of its own from one that gets any process for each transaction.</summary>
internal static class PostgreSqlPooler
{
    private const int Attempts = 3;

    /// <summary>Refuses a connection through a pooler in transaction mode, where what a session keeps is gone with the next statement.</summary>
    /// <param name="connection">An open connection without a transaction.</param>
    /// <param name="setting">The setting that it came from.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <exception cref="CutoverException">The server process changes between two statements of one session.</exception>
    public static async Task RefuseAsync(NpgsqlConnection connection, string setting, CancellationToken cancellationToken)
    {
        if (await ChangesProcessAsync(connection, cancellationToken).ConfigureAwait(false))
        {
            throw new CutoverException(
                $"The {setting} leads through a pooler in transaction mode: the server process changes between two statements of one session, and a cutover keeps "
                + "functions and settings in its session. Give UseNpgsql a schemaChangeConnectionString that leads to the server itself, and so does the "
                + "description's Source where it has one. Nothing was changed.");
        }
    }

    /// <remarks>
    /// A pooler tells a client a process id of its own making, so where the server's is the one that the client knows there is none. Behind
    /// a pooler a second connection in a transaction holds on to a process: if it is one that the first has used, both share it.
    /// </remarks>
    private static async Task<bool> ChangesProcessAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var process = await AskAsync(connection, cancellationToken).ConfigureAwait(false);
        if (process == connection.ProcessID)
        {
            return false;
        }

        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var other = connection.CloneWith(new NpgsqlConnectionStringBuilder(connection.ConnectionString) { Pooling = false }.ToString());
            await using var _ = other.ConfigureAwait(false);
            await other.OpenAsync(cancellationToken).ConfigureAwait(false);
            var transaction = await other.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using var __ = transaction.ConfigureAwait(false);
            if (await AskAsync(other, cancellationToken).ConfigureAwait(false) == process)
            {
                return true;
            }

            var now = await AskAsync(connection, cancellationToken).ConfigureAwait(false);
            if (now != process)
            {
                return true;
            }
        }

        return false;
    }

    private static async Task<int> AskAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand("SELECT pg_backend_pid()", connection);
        await using var _ = command.ConfigureAwait(false);
        return (int)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }
}
