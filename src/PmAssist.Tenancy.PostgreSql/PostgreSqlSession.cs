using System.Buffers.Binary;
using System.Data;
using System.Data.Common;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace PmAssist.Tenancy;

/// <summary>
/// Work on one schema in a transaction, under an advisory lock on 64 bits of a hash of its name. The lock ends with the
/// transaction, or with the session where the work takes several transactions.
/// </summary>
/// <remarks>
/// The lock is asked for again and again instead of waited for: a session waiting in a statement holds a snapshot, and a
/// <c>CREATE INDEX CONCURRENTLY</c> under the lock would wait for that snapshot to end, each for the other.
/// </remarks>
internal sealed class PostgreSqlSession(DbContext context, SchemaAccess access, SchemaDistribution distribution)
    : SchemaSession(context, access)
{
    private static readonly TimeSpan LockPollInterval = TimeSpan.FromMilliseconds(15);

    /// <summary>
    /// A vacuum that the server itself began gives way to who wants to drop the table, but only after deadlock_timeout, 1 s by default.
    /// </summary>
    private static readonly TimeSpan ShortestTableTimeout = TimeSpan.FromSeconds(2);

    private readonly long _lockKey = LockKey(access.Schema);

    public static async Task<SchemaSession> OpenAsync(
        DbContext context, SchemaAccess access, SchemaDistribution distribution, CancellationToken cancellationToken)
    {
        var session = new PostgreSqlSession(context, access, distribution);
        try
        {
            // Opened explicitly; otherwise EF would close it at the commit before a command outside a transaction.
            await context.Database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            if (access.Options.SpansTransactions)
            {
                await session.RefusePoolerAsync(cancellationToken).ConfigureAwait(false);
            }

            await distribution.CheckAsync(session.Connection, access, cancellationToken).ConfigureAwait(false);
            await session.LockAsync(cancellationToken).ConfigureAwait(false);
            session.RequireExisting();
            return session;
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <remarks>
    /// All statements are sent as the text of one command, which Npgsql splits: the server refuses a batch command that contains
    /// several statements. Each starts on a line of its own, so that a comment at the end of one cannot swallow the next.
    /// </remarks>
    protected override async Task SendAsync(
        IReadOnlyList<SchemaStatement> statements, Action<SchemaStatement> reach, CancellationToken cancellationToken)
    {
        var sent = new PostgreSqlStatements(statements);

        // Not from the connection, whose commands still have what they were used for before.
        var command = new NpgsqlCommand(sent.Text, (NpgsqlConnection)Connection, (NpgsqlTransaction?)Transaction);
        await using var _ = command.ConfigureAwait(false);

        // The configured timeout is for one statement; 0 means none. Npgsql counts it in milliseconds.
        var timeout = Owner.Database.GetCommandTimeout() ?? command.CommandTimeout;
        command.CommandTimeout = (int)Math.Max(timeout, Math.Min((long)timeout * statements.Count, int.MaxValue / 1000));
        try
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using var __ = reader.ConfigureAwait(false);
            do
            {
                await sent.ReadMarkAsync(reader, command, cancellationToken).ConfigureAwait(false);
            }
            while (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (Exception)
        {
            reach(sent.StatementAfter(command));
            throw;
        }
    }

    /// <remarks>
    /// The commit is the last statement of the same command, which saves a round trip: the server skips what follows a statement that
    /// failed, the commit too. Npgsql learns from the server that the transaction is over, and sends nothing when it is disposed.
    /// </remarks>
    protected override async Task FinishAsync(IReadOnlyList<SchemaStatement> last, CancellationToken cancellationToken)
    {
        if (distribution.IsMasterForAllNodes(Access))
        {
            await ExecuteAsync(last, cancellationToken).ConfigureAwait(false);
            await MasterTablesOnAllNodes.AddAsync(this, cancellationToken).ConfigureAwait(false);
            last = [];
        }

        if (last.Count == 0 || Owner.Database.CurrentTransaction is not { } transaction)
        {
            await base.FinishAsync(last, cancellationToken).ConfigureAwait(false);
            return;
        }

        await ExecuteAsync([.. last, new SchemaStatement("COMMIT", isGenerated: true)], cancellationToken).ConfigureAwait(false);
        await transaction.DisposeAsync().ConfigureAwait(false);
    }

    /// <remarks>COPY in the binary format, each value with the type that EF's mapping gives a parameter of the column.</remarks>
    protected override async Task<long> CopyAsync(
        string table, IReadOnlyList<IColumn> columns, IAsyncEnumerable<object?[]> rows, CancellationToken cancellationToken)
    {
        var helper = Owner.GetService<ISqlGenerationHelper>();
        var names = string.Join(", ", columns.Select(c => helper.DelimitIdentifier(c.Name)));
        var command = CreateCommand($"COPY {table} ({names}) FROM STDIN (FORMAT binary)");
        await using var _ = command.ConfigureAwait(false);
        var types = columns.Select(c => c.StoreTypeMapping.CreateParameter(command, "value", value: null))
            .Cast<NpgsqlParameter>().Select(p => p.NpgsqlDbType).ToList();
        var copy = await ((NpgsqlConnection)Connection)
            .BeginBinaryImportAsync(command.CommandText, cancellationToken).ConfigureAwait(false);
        await using var __ = copy.ConfigureAwait(false);
        copy.Timeout = TimeSpan.Zero;
        await foreach (var row in rows.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            await copy.StartRowAsync(cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < types.Count; i++)
            {
                await (row[i] is { } value ? copy.WriteAsync(value, types[i], cancellationToken) : copy.WriteNullAsync(cancellationToken))
                    .ConfigureAwait(false);
            }
        }

        return (long)await copy.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override async Task<SchemaDrop> DropSchemaAsync(bool withDependents, CancellationToken cancellationToken)
    {
        if (!Existed)
        {
            return new SchemaDrop(isComplete: true);
        }

        var timeout = Access.LockTimeout > ShortestTableTimeout ? Access.LockTimeout : ShortestTableTimeout;
        try
        {
            await ExecuteAsync($"SET LOCAL lock_timeout TO {(long)timeout.TotalMilliseconds}", cancellationToken).ConfigureAwait(false);
            return await new PostgreSqlSchemaDrop(this).NextAsync(withDependents, cancellationToken).ConfigureAwait(false);
        }
        catch (NpgsqlException exception) when (exception.SqlState == PostgresErrorCodes.LockNotAvailable
            || (exception.InnerException is TimeoutException && Connection.State == ConnectionState.Open))
        {
            await Owner.Database.RollbackTransactionAsync(cancellationToken).ConfigureAwait(false);
            var users = await PostgreSqlUsers.FindAsync(CreateCommand, Access.Schema, cancellationToken).ConfigureAwait(false);
            throw new SchemaLockedException(Access.Schema, timeout, users, exception);
        }
    }

    /// <remarks>A lock of the session is not rolled back, and must be released as often as it was taken.</remarks>
    protected override async ValueTask ReleaseAsync(CancellationToken cancellationToken)
    {
        if (Access.Options.SpansTransactions && Connection.State == ConnectionState.Open)
        {
            await ExecuteAsync("SELECT pg_advisory_unlock_all()", cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>64 bits of a hash of the schema and the purpose, so that hosts' own advisory locks do not collide.</summary>
    private static long LockKey(string schema)
        => BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"PmAssist.Tenancy:schema:{schema}")));

    private async Task LockAsync(CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var query = Access.Options.Query;
        while (true)
        {
            await BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                if (await TryLockAsync(query, cancellationToken).ConfigureAwait(false))
                {
                    return;
                }
            }
            catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UndefinedTable && query is not null)
            {
                // The table does not exist yet, and the failed query has aborted the transaction.
                query = null;
                await Owner.Database.RollbackTransactionAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }

            await Owner.Database.RollbackTransactionAsync(cancellationToken).ConfigureAwait(false);
            if (Stopwatch.GetElapsedTime(started) > Access.LockTimeout)
            {
                throw new SchemaLockedException(Access.Schema, Access.LockTimeout, innerException: null);
            }

            await Task.Delay(LockPollInterval, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// One round trip. Each statement has a snapshot of its own, so the query after the lock sees what the previous holder committed. One
    /// that reads the schema's own tables is answered where the schema is there, and fails where it is not.
    /// </summary>
    private async Task<bool> TryLockAsync(SchemaQuery? query, CancellationToken cancellationToken)
    {
        var scope = Access.Options.SpansTransactions ? "" : "_xact";
        var isAnsweredInSchema = query?.Tables.Any(t => t.StartsWith($"{Access.Schema}.", StringComparison.Ordinal)) == true;
        var find = isAnsweredInSchema ? "" : $"SELECT count(*) FROM pg_catalog.pg_namespace WHERE nspname = '{Access.Schema}'; ";
        var command = CreateCommand(
            $"{distribution.SettingFor(Access)}SELECT pg_try_advisory{scope}_lock({_lockKey}); {find}{query?.Text}");
        await using var _ = command.ConfigureAwait(false);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        var locked = reader.GetBoolean(0);
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        var existed = isAnsweredInSchema;
        if (!isAnsweredInSchema)
        {
            await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            existed = reader.GetInt64(0) > 0;
            await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        }

        List<string>? answer = query is null ? null : [];
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            answer!.Add(reader.GetString(0));
        }

        Opened(existed, answer);
        return locked;
    }

    private void RequireExisting()
    {
        if (!Access.Options.MayBeMissing && !Existed)
        {
            throw new WorkspaceMigrationException(
                $"The schema {Access.Schema} is not in the database, although the catalogue has it. Restore it from a backup, or "
                + "delete the workspace.");
        }
    }

    private async Task RefusePoolerAsync(CancellationToken cancellationToken)
    {
        if (await PostgreSqlPooler.ChangesProcessAsync(Connection, cancellationToken).ConfigureAwait(false))
        {
            throw new WorkspaceMigrationException(
                $"The work on the schema {Access.Schema} takes several transactions, as a migration with statements outside one does, so "
                + "that it needs a lock that lasts for the connection. This connection goes through a pooler that gives each transaction "
                + "another server process, so nothing was changed. Pass a connection string that leads to the server itself as "
                + "schemaChangeConnectionString of UseNpgsql.");
        }
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        var command = CreateCommand(sql);
        await using var _ = command.ConfigureAwait(false);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
