using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Providers;

/// <summary>
/// A locked schema and an open transaction in which it is changed. Belongs to one caller at a time.
/// </summary>
public abstract class SchemaSession : IAsyncDisposable
{
    private readonly Dictionary<Type, DbContext> _contexts = [];
    private Func<Type, DbContext>? _createContext;
    private Type? _contextType;

    /// <summary>Creates a session.</summary>
    /// <param name="owner">The context that the session's connection and transaction come from.</param>
    /// <param name="access">What the session is opened for.</param>
    protected SchemaSession(DbContext owner, SchemaAccess access) => (Owner, Access) = (owner, access);

    /// <summary>What the session was opened for.</summary>
    public SchemaAccess Access { get; }

    /// <summary>The session's connection.</summary>
    public DbConnection Connection => Owner.Database.GetDbConnection();

    /// <summary>The open transaction; null for none.</summary>
    public DbTransaction? Transaction => Owner.Database.CurrentTransaction?.GetDbTransaction();

    /// <summary>
    /// The host's first context, bound to the schema, on the session's connection and transaction; made when it is first asked for, because
    /// it costs more than a small migration. The session disposes it.
    /// </summary>
    public DbContext Context => ContextOf(_contextType ?? Owner.GetType());

    /// <summary>The context that the session's connection and transaction come from; it need not be one of the schema.</summary>
    protected DbContext Owner { get; }

    /// <summary>Whether the schema was there when the lock was acquired.</summary>
    public bool Existed { get; private set; }

    /// <summary>
    /// What <see cref="SchemaSessionOptions.Query"/> answered; null if there was none, or its table was not there.
    /// </summary>
    internal IReadOnlyList<string>? Answer { get; private set; }

    /// <summary>
    /// The statement that the last <see cref="ExecuteAsync"/> failed in, or one of the same migration where the engine tells no more; null
    /// if none failed, or if that is not known.
    /// </summary>
    internal SchemaStatement? Failed { get; private set; }

    /// <summary>
    /// Runs statements in order, in as few round trips as the engine allows: in the open transaction, or in none if none is open.
    /// </summary>
    /// <param name="statements">The statements, with their schema in place.</param>
    /// <param name="cancellationToken">Cancels the run; disposing the session then rolls the transaction back.</param>
    public async Task ExecuteAsync(IReadOnlyList<SchemaStatement> statements, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(statements);
        if (statements.Count > 0)
        {
            Failed = statements[0];
            await SendAsync(statements, reached => Failed = reached, cancellationToken).ConfigureAwait(false);
        }

        Failed = null;
    }

    /// <summary>Writes rows into a table of the schema in bulk, in the open transaction: the fastest way that the driver has.</summary>
    /// <param name="columns">The columns to write, all of one table; the model's schema does not matter. One at least.</param>
    /// <param name="rows">
    /// The rows, read once and not kept: a value for each column as the driver takes it, after the column's value converter; null for none.
    /// Keys that the engine numbers are written as they are.
    /// </param>
    /// <param name="cancellationToken">Cancels the copy; disposing the session then rolls the transaction back.</param>
    /// <returns>The number of rows.</returns>
    /// <exception cref="ArgumentException">There are no columns, or they belong to several tables.</exception>
    public Task<long> WriteRowsAsync(
        IReadOnlyList<IColumn> columns, IAsyncEnumerable<object?[]> rows, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(rows);
        if (columns.Select(c => c.Table).Distinct().Count() != 1)
        {
            throw new ArgumentException("Give the columns of one table, one at least.", nameof(columns));
        }

        var table = Owner.GetService<ISqlGenerationHelper>().DelimitIdentifier(columns[0].Table.Name, Access.Schema);
        return CopyAsync(table, columns, rows, cancellationToken);
    }

    /// <summary>
    /// Drops the schema, or as much of what it holds as one transaction should; nothing if it is not there. What others see of it changes
    /// with <see cref="CompleteAsync"/>. The rest is dropped in further sessions.
    /// </summary>
    /// <param name="withDependents">Whether what depends on the schema from outside is dropped too, which is refused otherwise.</param>
    /// <param name="cancellationToken">Cancels the call; disposing the session then rolls the transaction back.</param>
    /// <returns>What was dropped.</returns>
    /// <exception cref="InvalidOperationException">The session was opened without <see cref="SchemaSessionOptions.MayDrop"/>.</exception>
    /// <exception cref="WorkspaceDependentsException">Something outside depends on what is to be dropped; nothing was.</exception>
    public Task<SchemaDrop> DropAsync(bool withDependents, CancellationToken cancellationToken)
        => Access.Options.MayDrop
            ? DropSchemaAsync(withDependents, cancellationToken)
            : throw new InvalidOperationException($"Set {nameof(SchemaSessionOptions.MayDrop)} when opening {Access.Schema}, to drop it.");

    /// <summary>
    /// Commits what was done so far; no transaction is open afterward. The lock is kept if
    /// <see cref="SchemaSessionOptions.SpansTransactions"/> was asked for.
    /// </summary>
    /// <param name="cancellationToken">Cancels the commit before it is sent.</param>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        await Owner.Database.CommitTransactionAsync(cancellationToken).ConfigureAwait(false);
        Share();
    }

    /// <summary>Begins a transaction after <see cref="CommitAsync"/>.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task BeginTransactionAsync(CancellationToken cancellationToken)
    {
        await (Access.Options.Isolation is { } isolation
            ? Owner.Database.BeginTransactionAsync(isolation, cancellationToken)
            : Owner.Database.BeginTransactionAsync(cancellationToken)).ConfigureAwait(false);
        Share();
    }

    /// <summary>
    /// Runs the last statements, commits and makes the schema visible to others; the lock is kept until the session is disposed. The last
    /// call on a session that succeeded.
    /// </summary>
    /// <param name="last">What is still to be run, sent together with the commit where the engine can; none if empty.</param>
    /// <param name="cancellationToken">Cancels the commit before it is sent.</param>
    public async Task CompleteAsync(IReadOnlyList<SchemaStatement> last, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(last);
        await FinishAsync(last, cancellationToken).ConfigureAwait(false);
        Share();
    }

    /// <summary>A command in the open transaction, if there is one, with the time-out of the context's options.</summary>
    /// <param name="sql">Its text.</param>
    public DbCommand CreateCommand(string sql)
    {
        var command = Connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = Transaction;
        command.CommandTimeout = Owner.Database.GetCommandTimeout() ?? command.CommandTimeout;
        return command;
    }

    /// <summary>Rolls back what was not committed and releases the lock.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            foreach (var (type, context) in _contexts.ToList())
            {
                _contexts.Remove(type);
                await context.DisposeAsync().ConfigureAwait(false);
            }

            if (Owner.Database.CurrentTransaction is { } transaction)
            {
                await transaction.DisposeAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            await ReleaseAsync(CancellationToken.None).ConfigureAwait(false);
            await Owner.Database.CloseConnectionAsync().ConfigureAwait(false);
            GC.SuppressFinalize(this);
        }
    }

    /// <summary>One of the host's contexts, as <see cref="Context"/> is.</summary>
    internal DbContext ContextOf(Type type)
    {
        if (type == Owner.GetType())
        {
            return Owner;
        }

        if (!_contexts.TryGetValue(type, out var context))
        {
            context = CreateContext(type);
            _contexts.Add(type, context);
        }

        return context;
    }

    /// <summary>Says how the contexts of a workspace's schema are made.</summary>
    internal void MakeContextsBy(Func<Type, DbContext> create, Type first) => (_createContext, _contextType) = (create, first);

    /// <summary>Says what was found when the lock was acquired.</summary>
    /// <param name="existed">Whether the schema is there.</param>
    /// <param name="answer">
    /// What <see cref="SchemaSessionOptions.Query"/> answered; null if there was none, or its table was not there.
    /// </param>
    protected void Opened(bool existed, IReadOnlyList<string>? answer) => (Existed, Answer) = (existed, answer);

    /// <summary>
    /// What <see cref="WriteRowsAsync"/> does; the table's name is delimited, with its schema where the engine has schemas.
    /// </summary>
    protected abstract Task<long> CopyAsync(
        string table, IReadOnlyList<IColumn> columns, IAsyncEnumerable<object?[]> rows, CancellationToken cancellationToken);

    /// <inheritdoc cref="ExecuteAsync"/>
    /// <param name="statements">The statements, one at least.</param>
    /// <param name="reach">Told when a statement begins, as far as the engine shows; the last one told is the one that failed.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    protected abstract Task SendAsync(
        IReadOnlyList<SchemaStatement> statements, Action<SchemaStatement> reach, CancellationToken cancellationToken);

    /// <inheritdoc cref="CompleteAsync"/>
    protected virtual async Task FinishAsync(IReadOnlyList<SchemaStatement> last, CancellationToken cancellationToken)
    {
        await ExecuteAsync(last, cancellationToken).ConfigureAwait(false);
        await CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc cref="DropAsync"/>
    protected abstract Task<SchemaDrop> DropSchemaAsync(bool withDependents, CancellationToken cancellationToken);

    /// <summary>
    /// Releases the lock where it does not end with a transaction, and what else the session holds. Called last, when no transaction is
    /// open any more. Default: nothing.
    /// </summary>
    /// <param name="cancellationToken">None: what is held is released, whatever was canceled.</param>
    protected virtual ValueTask ReleaseAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    private DbContext CreateContext(Type type)
    {
        var context = _createContext!(type);
        context.Database.SetDbConnection(Connection);
        context.Database.SetCommandTimeout(Owner.Database.GetCommandTimeout());
        context.Database.UseTransaction(Transaction);
        return context;
    }

    /// <summary>Keeps the schema's contexts in the session's transaction, whichever it is by now.</summary>
    private void Share()
    {
        foreach (var context in _contexts.Values)
        {
            context.Database.UseTransaction(transaction: null);
            context.Database.UseTransaction(Transaction);
        }
    }
}
