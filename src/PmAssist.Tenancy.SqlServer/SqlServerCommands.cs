using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy;

/// <summary>
/// Plain commands on a context's connection and transaction. They have no parameters, so they run in the session's own scope
/// and their <c>SET</c> options remain in effect.
/// </summary>
internal static class SqlServerCommands
{
    /// <summary>Whole milliseconds for the server, at least 1, because 0 would mean not to wait at all.</summary>
    public static string Milliseconds(TimeSpan timeout)
        => Math.Clamp((long)timeout.TotalMilliseconds, 1, int.MaxValue).ToString(CultureInfo.InvariantCulture);

    /// <summary>Runs a statement and reads all its results, where an error may come last.</summary>
    public static async Task ExecuteAsync(DbContext context, string sql, CancellationToken cancellationToken)
    {
        var command = Create(context, sql, TimeSpan.Zero);
        await using var _ = command.ConfigureAwait(false);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads rows.</summary>
    /// <param name="context">The session's context.</param>
    /// <param name="sql">The query.</param>
    /// <param name="wait">How long the server may wait in it; the client's time-out is then longer.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public static async Task<List<object[]>> QueryAsync(
        DbContext context, string sql, TimeSpan wait, CancellationToken cancellationToken)
    {
        var command = Create(context, sql, wait);
        await using var _ = command.ConfigureAwait(false);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        var rows = new List<object[]>();
        do
        {
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                var row = new object[reader.FieldCount];
                reader.GetValues(row);
                rows.Add(row);
            }
        }
        while (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false));

        return rows;
    }

    /// <summary>
    /// Reads a catalogue view. It waits at most the given time for another session's open DDL, which blocks readers even with row
    /// versioning; the limit ends with the query.
    /// </summary>
    public static Task<List<object[]>> QueryCatalogueAsync(
        DbContext context, string query, TimeSpan lockTimeout, CancellationToken cancellationToken)
        => QueryAsync(
            context, $"SET LOCK_TIMEOUT {Milliseconds(lockTimeout)};\n{query};\nSET LOCK_TIMEOUT -1;", lockTimeout, cancellationToken);

    /// <summary>The driver's own timeout of a command, in seconds (docs of SqlCommand.CommandTimeout).</summary>
    public const int DefaultTimeout = 30;

    private static DbCommand Create(DbContext context, string sql, TimeSpan wait)
    {
        var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        command.Transaction = context.Database.CurrentTransaction?.GetDbTransaction();
        command.CommandTimeout = context.Database.GetCommandTimeout() ?? command.CommandTimeout;
        if (command.CommandTimeout > 0)
        {
            // The client's timeout is longer, so that the server gives up first, with an error that says why; 0 means no limit.
            command.CommandTimeout = (int)Math.Min(command.CommandTimeout + (long)Math.Ceiling(wait.TotalSeconds), int.MaxValue);
        }

        return command;
    }
}
