using System.Data;
using System.Globalization;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy;

/// <summary>
/// Work on one schema in a transaction, under an application lock on its name that ends with the transaction, or with the
/// session where the work takes several. EF's own migration lock is one for the whole database and waits without a limit, so
/// it is not used.
/// </summary>
internal sealed class SqlServerSession(DbContext context, SchemaAccess access) : SchemaSession(context, access)
{
    // Error 1222: "Lock request time out period exceeded", from a query under SET LOCK_TIMEOUT.
    private const int LockRequestTimeout = 1222;

    // Each holds its locks to the end of the transaction; the log of one is not truncated before.
    private const int StatementsPerPart = 200;

    private bool _isLocked;
    private object? _schemaId;

    // Memory-optimized tables are dropped between two transactions.
    private bool LockSpansTransactions => Access.Options.SpansTransactions || Access.Options.MayDrop;

    private string LockResource => $"PmAssist.Tenancy:schema:{Access.Schema}";

    public static async Task<SchemaSession> OpenAsync(DbContext context, SchemaAccess access, CancellationToken cancellationToken)
    {
        var session = new SqlServerSession(context, access);
        try
        {
            // Kept open across several transactions, so that XACT_ABORT also applies to what runs between two of them.
            await context.Database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await session.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await session.LockAsync(cancellationToken).ConfigureAwait(false);
            session.RequireExisting();
            return session;
        }
        catch (SqlException exception) when (exception.Number == LockRequestTimeout)
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw new SchemaLockedException(access.Schema, access.LockTimeout, exception);
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <remarks>
    /// Consecutive statements that EF generated are sent as one <see cref="SqlBatch"/>, in which every statement has a scope of its
    /// own. A migration's own SQL is sent as a separate command, so that its temporary tables and <c>SET</c> options work as they do
    /// in EF.
    /// </remarks>
    protected override async Task SendAsync(
        IReadOnlyList<SchemaStatement> statements, Action<SchemaStatement> reach, CancellationToken cancellationToken)
    {
        for (var start = 0; start < statements.Count;)
        {
            reach(statements[start]);
            var stretch = statements.Skip(start).TakeWhile(s => s.IsGenerated).ToList();
            if (stretch.Count > 1 && Connection is SqlConnection connection)
            {
                await ExecuteBatchAsync(connection, stretch, reach, cancellationToken).ConfigureAwait(false);
                start += stretch.Count;
            }
            else
            {
                await SqlServerCommands.ExecuteAsync(Owner, statements[start].Text, cancellationToken).ConfigureAwait(false);
                start++;
            }
        }
    }

    /// <remarks>
    /// Numbered keys are kept, constraints are checked so that they stay trusted, and triggers do not fire. A connection that wraps the
    /// driver's gets <see cref="SqlServerRowInserts"/>.
    /// </remarks>
    protected override async Task<long> CopyAsync(
        string table, IReadOnlyList<IColumn> columns, IAsyncEnumerable<object?[]> rows, CancellationToken cancellationToken)
    {
        if (Connection is not SqlConnection connection)
        {
            return await new SqlServerRowInserts(this, Owner.GetService<ISqlGenerationHelper>(), table, columns)
                .WriteAsync(rows, cancellationToken).ConfigureAwait(false);
        }

        const SqlBulkCopyOptions Options =
            SqlBulkCopyOptions.KeepIdentity | SqlBulkCopyOptions.KeepNulls | SqlBulkCopyOptions.CheckConstraints;
        using var copy = new SqlBulkCopy(connection, Options, (SqlTransaction?)Transaction)
        {
            DestinationTableName = table,
            BulkCopyTimeout = 0,
        };
        foreach (var column in columns)
        {
            copy.ColumnMappings.Add(copy.ColumnMappings.Count, column.Name);
        }

        var source = rows.GetAsyncEnumerator(cancellationToken);
        await using var end = source.ConfigureAwait(false);
        var reader = new SqlServerRowReader(columns.Count, source);
        await using var disposal = reader.ConfigureAwait(false);
        await copy.WriteToServerAsync(reader, cancellationToken).ConfigureAwait(false);
        return reader.Count;
    }

    /// <remarks>What is left is read anew for each part, so it does not matter what stopped the one before.</remarks>
    protected override async Task<SchemaDrop> DropSchemaAsync(bool withDependents, CancellationToken cancellationToken)
    {
        if (!Existed)
        {
            return new SchemaDrop(isComplete: true);
        }

        try
        {
            var dependents = await SqlServerDependents.ReadAsync(Owner, Access.Schema, Access.LockTimeout, cancellationToken)
                .ConfigureAwait(false);
            IReadOnlyList<string> descriptions = [.. dependents.Select(d => d.Description)];
            if (dependents.Count > 0 && !withDependents)
            {
                throw new WorkspaceDependentsException(Access.Schema, descriptions);
            }

            var contents = await SqlServerSchemaContents.ReadAsync(
                Owner, Access, Convert.ToInt32(_schemaId, CultureInfo.InvariantCulture), cancellationToken).ConfigureAwait(false);
            var drops = SqlServerSchemaDrop.StatementsFor(Access.Schema, contents);
            await DropAsync(
                [.. dependents.Select(d => d.Drop), .. drops.Take(StatementsPerPart)], contents.HasMemoryOptimized, cancellationToken)
                .ConfigureAwait(false);
            return new SchemaDrop(drops.Count <= StatementsPerPart, descriptions);
        }
        catch (SqlException exception) when (exception.Number == LockRequestTimeout)
        {
            throw new SchemaLockedException(Access.Schema, Access.LockTimeout, exception);
        }
    }

    protected override async ValueTask ReleaseAsync(CancellationToken cancellationToken)
    {
        if (_isLocked && LockSpansTransactions && Connection.State == ConnectionState.Open)
        {
            await SqlServerCommands.ExecuteAsync(
                Owner, $"EXEC sp_releaseapplock @Resource = N'{LockResource}', @LockOwner = 'Session'", cancellationToken)
                .ConfigureAwait(false);
        }
    }

    /// <summary>One round trip: the lock, whether the schema is there, and what is asked for.</summary>
    /// <remarks>
    /// The server's answers: learn.microsoft.com/sql/relational-databases/system-stored-procedures/sp-getapplock-transact-sql.
    /// SCHEMA_ID looks up the one name; a query of the view may scan it, and would then wait for every other schema being created.
    /// </remarks>
    private async Task LockAsync(CancellationToken cancellationToken)
    {
        var owner = LockSpansTransactions ? "Session" : "Transaction";
        var query = Access.Options.Query is { } asked
            ? $"IF @result >= 0 AND {AreThere(asked.Tables)} BEGIN SELECT 1; {asked.Text}; END;"
            : "";
        var results = await SqlServerCommands.QueryAsync(
            Owner,
            $"""
             SET XACT_ABORT ON;
             DECLARE @result int;
             EXEC @result = sp_getapplock @Resource = N'{LockResource}', @LockMode = 'Exclusive', @LockOwner = '{owner}',
                 @LockTimeout = {SqlServerCommands.Milliseconds(Access.LockTimeout)};
             SELECT @result;
             SELECT SCHEMA_ID(N'{Access.Schema}');
             {query}
             """,
            Access.LockTimeout,
            cancellationToken).ConfigureAwait(false);
        var result = Convert.ToInt32(results[0][0], CultureInfo.InvariantCulture);
        if (result < 0)
        {
            throw result switch
            {
                -1 => new SchemaLockedException(Access.Schema, Access.LockTimeout, innerException: null),
                -2 => Refused("the request was canceled"),
                -3 => Refused("the request was the victim of a deadlock"),
                _ => Refused($"sp_getapplock returned {result}"),
            };
        }

        _isLocked = true;
        _schemaId = results[1][0];
        Opened(
            existed: _schemaId is not DBNull,
            answer: results.Count > 2 ? [.. results.Skip(3).Select(row => (string)row[0])] : null);
    }

    private static string AreThere(IReadOnlyList<string> tables)
        => string.Join(" AND ", tables.Select(t => $"OBJECT_ID(N'{t}') IS NOT NULL"));

    private void RequireExisting()
    {
        if (!Access.Options.MayBeMissing && !Existed)
        {
            throw new WorkspaceMigrationException(
                $"The schema {Access.Schema} is not in the database, although the catalogue has it. Restore it from a backup, or "
                + "delete the workspace.");
        }
    }

    /// <summary>
    /// Sends statements in one round trip. After a failed statement the server continues with the next one, although XACT_ABORT has
    /// rolled the transaction back. So each statement is guarded: none may run outside its transaction, least of all the one that
    /// inserts the history row.
    /// </summary>
    private async Task ExecuteBatchAsync(
        SqlConnection connection, List<SchemaStatement> statements, Action<SchemaStatement> reach, CancellationToken cancellationToken)
    {
        var transaction = (SqlTransaction?)Transaction;
        var batch = new SqlBatch(connection, transaction);
        await using var _ = batch.ConfigureAwait(false);

        // The configured timeout is for one statement.
        batch.Timeout = (int)Math.Min((long)(Owner.Database.GetCommandTimeout() ?? batch.Timeout) * statements.Count, int.MaxValue);
        foreach (var statement in statements)
        {
            var guard = transaction is null || batch.BatchCommands.Count == 0 ? "" : "IF @@TRANCOUNT = 0 RETURN;\n";
            batch.BatchCommands.Add(new SqlBatchCommand(guard + statement.Text));
        }

        try
        {
            await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (SqlException exception) when (exception.BatchCommand is { } failed && batch.BatchCommands.Contains(failed))
        {
            reach(statements[batch.BatchCommands.IndexOf(exception.BatchCommand)]);
            throw;
        }
    }

    private async Task DropAsync(IReadOnlyList<string> statements, bool outsideTransaction, CancellationToken cancellationToken)
    {
        if (outsideTransaction)
        {
            // The server refuses DDL on memory-optimized tables in a transaction. If it fails halfway, the workspace stays marked
            // as being deleted, and the same call drops the rest.
            await CommitAsync(cancellationToken).ConfigureAwait(false);
        }

        // One by one, so that the session knows the statement that failed. The server gives up before the client does, which cannot tell
        // a lock from a slow statement.
        var timeout = LockTimeoutWithin(Owner.Database.GetCommandTimeout() ?? SqlServerCommands.DefaultTimeout);
        try
        {
            await ExecuteAsync(
                [
                    .. statements.Prepend($"SET LOCK_TIMEOUT {SqlServerCommands.Milliseconds(timeout)}").Append("SET LOCK_TIMEOUT -1")
                        .Select(text => new SchemaStatement(text, isGenerated: false)),
                ],
                cancellationToken).ConfigureAwait(false);
        }
        catch (SqlException exception) when (exception.Number == LockRequestTimeout)
        {
            throw new SchemaLockedException(Access.Schema, timeout, users: [], exception);
        }

        if (outsideTransaction)
        {
            await BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <param name="seconds">The client's own timeout for a statement; 0 means none.</param>
    private TimeSpan LockTimeoutWithin(int seconds)
        => seconds > 0 && Access.LockTimeout >= TimeSpan.FromSeconds(seconds) ? TimeSpan.FromSeconds(seconds * 0.8) : Access.LockTimeout;

    private WorkspaceMigrationException Refused(string reason)
        => new($"The lock on the schema {Access.Schema} was not acquired: {reason}. Nothing was changed; try again.");
}
