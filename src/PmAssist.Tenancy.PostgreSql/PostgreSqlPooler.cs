using System.Data.Common;
using System.Globalization;
using Npgsql;

namespace PmAssist.Tenancy;

/// <summary>
/// Detects a pooler that gives each transaction another server process. There, a session lock protects nothing, and a temporary
/// object is gone in the next statement.
/// </summary>
/// <remarks>
/// A pooler gives its clients process ids of its own, so a connection whose id is the server's does not go through one. Behind a
/// pooler, a second connection gets the process that the first has just released; in session mode it cannot.
/// </remarks>
internal static class PostgreSqlPooler
{
    // The pooler assigns the process that became free last, or the next in turn. Other clients may get it first, hence several attempts;
    // a verdict of "session mode" that is wrong lets a migration run without its lock, and an attempt takes two round trips.
    private const int Rounds = 20;

    /// <summary>Whether the connection's server process may change between two transactions.</summary>
    /// <param name="connection">An open connection with no transaction.</param>
    /// <param name="cancellationToken">Cancels the questions.</param>
    public static async Task<bool> ChangesProcessAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var process = await ProcessAsync(connection, cancellationToken).ConfigureAwait(false);
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
            if (await ProcessAsync(other, cancellationToken).ConfigureAwait(false) == process
                || await ProcessAsync(own, cancellationToken).ConfigureAwait(false) != process)
            {
                return true;
            }
        }

        return false;
    }

    public static async Task<int> ProcessAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var command = connection.CreateCommand();
        await using var _ = command.ConfigureAwait(false);
        command.CommandText = "SELECT pg_catalog.pg_backend_pid()";
        return Convert.ToInt32(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false), CultureInfo.InvariantCulture);
    }
}
