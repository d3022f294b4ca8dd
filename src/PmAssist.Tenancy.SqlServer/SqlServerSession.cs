using System.Globalization;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy;

/// <summary>
/// A change of one schema in a transaction, under an application lock that ends with it. EF's own migration lock is one for the
/// whole database and waits without a limit, so it is not used.
/// </summary>
internal sealed class SqlServerSession : SchemaSession
{
    // Error 1222: "Lock request time out period exceeded", from a query under SET LOCK_TIMEOUT.
    private const int LockRequestTimeout = 1222;

    private readonly SchemaChange _change;

    private SqlServerSession(DbContext context, SchemaChange change)
        : base(context) => _change = change;

    public static async Task<SchemaSession> OpenAsync(DbContext context, SchemaChange change, CancellationToken cancellationToken)
    {
        var session = new SqlServerSession(context, change);
        try
        {
            // Held open over several transactions, so that XACT_ABORT holds for what runs between two of them too.
            await context.Database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await session.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await session.PrepareAsync(cancellationToken).ConfigureAwait(false);
            return session;
        }
        catch (SqlException exception) when (exception.Number == LockRequestTimeout)
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw new SchemaLockedException(change, exception);
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <remarks>
    /// The server's answers: learn.microsoft.com/sql/relational-databases/system-stored-procedures/sp-getapplock-transact-sql.
    /// </remarks>
    public override async Task BeginTransactionAsync(CancellationToken cancellationToken)
    {
        await Context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        var rows = await SqlServerCommands.QueryAsync(
            Context,
            $"""
             SET XACT_ABORT ON;
             DECLARE @result int;
             EXEC @result = sp_getapplock @Resource = N'PmAssist.Tenancy:schema:{_change.Schema}', @LockMode = 'Exclusive', @LockOwner = 'Transaction', @LockTimeout = {SqlServerCommands.Milliseconds(_change.LockTimeout)};
             SELECT @result;
             """,
            _change.LockTimeout,
            cancellationToken).ConfigureAwait(false);
        var result = Convert.ToInt32(rows[0][0], CultureInfo.InvariantCulture);
        if (result < 0)
        {
            throw result switch
            {
                -1 => new SchemaLockedException(_change, innerException: null),
                -2 => Refused("the request was cancelled"),
                -3 => Refused("the request was the victim of a deadlock"),
                _ => Refused($"sp_getapplock returned {result}"),
            };
        }
    }

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        // The function looks the one name up; the view may be scanned, and would then wait for every other schema being made.
        var id = (await SqlServerCommands.QueryAsync(Context, $"SELECT SCHEMA_ID(N'{_change.Schema}')", TimeSpan.Zero, cancellationToken)
            .ConfigureAwait(false))[0][0];
        switch (_change.Kind)
        {
            case SchemaChangeKind.Create when id is DBNull:
                await SqlServerCommands.ExecuteAsync(Context, $"CREATE SCHEMA [{_change.Schema}]", cancellationToken).ConfigureAwait(false);
                break;
            case SchemaChangeKind.Migrate when id is DBNull:
                throw new WorkspaceMigrationException(
                    $"The schema {_change.Schema} is not in the database, although the catalogue has it. Restore it from a backup, or delete the workspace.");
            case SchemaChangeKind.Drop when id is not DBNull:
                var schemaId = Convert.ToInt32(id, CultureInfo.InvariantCulture);
                var contents = await SqlServerSchemaContents.ReadAsync(Context, _change, schemaId, cancellationToken).ConfigureAwait(false);
                await DropAsync(contents, cancellationToken).ConfigureAwait(false);
                break;
        }
    }

    private async Task DropAsync(SqlServerSchemaContents contents, CancellationToken cancellationToken)
    {
        var statements = SqlServerSchemaDrop.StatementsFor(_change.Schema, contents);
        if (contents.HasMemoryOptimized)
        {
            // The server refuses DDL of memory-optimized tables in a transaction. If it fails on the way, the workspace stays marked
            // as being deleted, and the same call drops the rest.
            await CommitAsync(cancellationToken).ConfigureAwait(false);
        }

        foreach (var statement in statements)
        {
            await SqlServerCommands.ExecuteAsync(Context, statement, cancellationToken).ConfigureAwait(false);
        }

        if (contents.HasMemoryOptimized)
        {
            await BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private WorkspaceMigrationException Refused(string reason)
        => new($"The lock on the schema {_change.Schema} was not had: {reason}. Nothing was changed; try again.");
}
