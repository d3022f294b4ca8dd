using System.Data.Common;
using System.Globalization;
using Npgsql;

namespace PmAssist.Tenancy;

/// <summary>
/// Finds a pooler that gives each transaction another server process, where a lock of the session protects nothing and a
/// temporary object is gone in the next statement.
/// </summary>
/// <remarks>
/// A pooler hands its clients process ids of its own, so a connection whose id is the server's has none in between. Behind one,
/// a second connection takes the process that the first has just left: in session mode it cannot get it.
/// </remarks>
internal static class PostgreSqlPooler
{
    // The pooler takes the process that was free last, or the next in turn; others may take it first, so it is asked more than once.
    private const int Rounds = 5;

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

        // Not from the driver's own pool: callers that hold one connection and wait for a second could wait for each other.
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
