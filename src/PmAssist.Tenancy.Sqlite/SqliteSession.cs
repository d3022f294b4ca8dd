using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy;

/// <summary>
/// Work on one file, under a file lock that the operating system frees when the process dies. A new file is built under
/// another name and renamed when it is complete, so no half-made one is ever seen; EF's own lock, a row without a time-out
/// that survives a killed process, is not used.
/// </summary>
internal sealed class SqliteSession : SchemaSession
{
    private readonly SqliteFiles _files;
    private readonly FileStream _lock;
    private readonly bool _builds;
    private readonly SqliteConnectionBudget _budget;
    private bool _drops;

    private SqliteSession(DbContext context, SqliteFiles files, SqliteConnectionBudget budget, SchemaAccess access, FileStream fileLock)
        : base(context, access)
    {
        _files = files;
        _budget = budget;
        _lock = fileLock;
        Opened(existed: File.Exists(files.PathOf(access.Schema)), answer: null);
        _builds = access.Options.MayBeMissing && !access.Options.MayDrop && !Existed;
    }

    private string FinalPath => _files.PathOf(Access.Schema);

    private string WorkPath => _builds ? _files.TemporaryPathOf(Access.Schema) : FinalPath;

    public static async Task<SchemaSession> OpenAsync(
        DbContext context, SqliteFiles files, SqliteConnectionBudget budget, SchemaAccess access, CancellationToken cancellationToken)
    {
        var fileLock = await SqliteFileLock.AcquireAsync(files, access, cancellationToken).ConfigureAwait(false);
        var session = new SqliteSession(context, files, budget, access, fileLock);
        try
        {
            await session.PrepareAsync(cancellationToken).ConfigureAwait(false);
            return session;
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    protected override async Task SendAsync(
        IReadOnlyList<SchemaStatement> statements, Action<SchemaStatement> reach, CancellationToken cancellationToken)
    {
        foreach (var statement in statements)
        {
            var command = CreateCommand(statement.Text);
            await using var _ = command.ConfigureAwait(false);
            reach(statement);
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    protected override async Task FinishAsync(IReadOnlyList<SchemaStatement> last, CancellationToken cancellationToken)
    {
        await ExecuteAsync(last, cancellationToken).ConfigureAwait(false);
        if (Transaction is not null)
        {
            await CommitAsync(cancellationToken).ConfigureAwait(false);
        }

        await Owner.Database.CloseConnectionAsync().ConfigureAwait(false);
        if (_drops)
        {
            _budget.Forget(SqliteFiles.ConnectionString(FinalPath));
            SqliteFiles.Delete(FinalPath);

            // Left behind by a process that died while it created the workspace; under the lock, no other process is building it.
            SqliteFiles.Delete(_files.TemporaryPathOf(Access.Schema));
        }
        else if (Access.Options.MayBeMissing && !Access.Options.MayDrop)
        {
            if (_builds)
            {
                Publish();
            }

            await UseWriteAheadLogAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <remarks>One prepared INSERT: each row is a call into the engine's library, and no round trip.</remarks>
    protected override async Task<long> CopyAsync(
        string table, IReadOnlyList<IColumn> columns, IAsyncEnumerable<object?[]> rows, CancellationToken cancellationToken)
    {
        var helper = Owner.GetService<ISqlGenerationHelper>();
        var names = string.Join(", ", columns.Select(c => helper.DelimitIdentifier(c.Name)));
        var values = string.Join(", ", Enumerable.Range(0, columns.Count).Select(i => $"@p{i}"));
        var command = (SqliteCommand)CreateCommand($"INSERT INTO {table} ({names}) VALUES ({values})");
        await using var _ = command.ConfigureAwait(false);
        var parameters = Enumerable.Range(0, columns.Count)
            .Select(i => command.Parameters.Add(new SqliteParameter($"@p{i}", value: null))).ToList();
        var count = 0L;
        await foreach (var row in rows.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            for (var i = 0; i < parameters.Count; i++)
            {
                parameters[i].Value = row[i] ?? DBNull.Value;
            }

            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            count++;
        }

        return count;
    }

    /// <remarks>Files are deleted when the session is completed: nothing brings them back.</remarks>
    protected override Task<SchemaDrop> DropSchemaAsync(bool withDependents, CancellationToken cancellationToken)
    {
        _drops = true;
        return Task.FromResult(new SchemaDrop(isComplete: true));
    }

    protected override async ValueTask ReleaseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Owner.Database.CloseConnectionAsync().ConfigureAwait(false);
            if (_builds)
            {
                // After publishing there is nothing left to delete.
                SqliteFiles.Delete(WorkPath);
            }
        }
        finally
        {
            await _lock.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (!Access.Options.MayBeMissing && !Existed)
        {
            throw new WorkspaceMigrationException(
                $"The file '{Path.GetFileName(FinalPath)}' is missing, although the catalogue has it. Restore it from a backup, or "
                + "delete the workspace.");
        }

        if (Access.Options.MayDrop)
        {
            // Not opened: a file that SQLite cannot read has to be deleted as well.
            return;
        }

        if (_builds)
        {
            SqliteFiles.Delete(WorkPath);
        }

        var mode = _builds ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadWrite;

        // SQLite reads how a file is to be attached from a URI, and only where the connection's own file was opened by one.
        var path = Access.Options.Attach is null ? WorkPath : SqliteFiles.UriOf(WorkPath);
        Owner.GetService<IRelationalConnection>().ConnectionString = SqliteFiles.ConnectionString(path, mode, pooling: false);
        await Owner.Database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        if (Access.Options.Attach is { } attached)
        {
            // Not possible inside a transaction.
            var attach = $"ATTACH DATABASE '{SqliteFiles.UriOf(attached)}?mode=ro' AS source";
            await ExecuteAsync([new SchemaStatement(attach, isGenerated: true)], cancellationToken).ConfigureAwait(false);
        }

        await BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await ReadAnswerAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task ReadAnswerAsync(CancellationToken cancellationToken)
    {
        if (!Existed || Access.Options.Query is not { } query)
        {
            return;
        }

        try
        {
            var command = CreateCommand(query.Text);
            await using var _ = command.ConfigureAwait(false);
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using var __ = reader.ConfigureAwait(false);
            var answer = new List<string>();
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                answer.Add(reader.GetString(0));
            }

            Opened(Existed, answer);
        }
        catch (SqliteException exception) when (exception.Message.Contains("no such table", StringComparison.Ordinal))
        {
            // The answer stays null.
        }
    }

    /// <summary>Renames the complete file into place, never over another.</summary>
    private void Publish()
    {
        using (var handle = File.OpenHandle(WorkPath, FileMode.Open, FileAccess.ReadWrite))
        {
            RandomAccess.FlushToDisk(handle);
        }

        File.Move(WorkPath, FinalPath, overwrite: false);
    }

    /// <summary>
    /// Switches the file to WAL, which SQLite stores in the file. An existing file is switched too, because a process may have died
    /// between renaming it and this call. Does nothing if the file is already in WAL mode.
    /// </summary>
    private async Task UseWriteAheadLogAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(SqliteFiles.ConnectionString(FinalPath, pooling: false));
        await using var _ = connection.ConfigureAwait(false);
        await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        var command = connection.CreateCommand();
        await using var __ = command.ConfigureAwait(false);
        command.CommandText = "PRAGMA journal_mode = WAL";
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
