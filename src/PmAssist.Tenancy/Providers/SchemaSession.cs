using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy;

/// <summary>
/// A locked schema and an open transaction in which it is changed. Belongs to one caller at a time.
/// </summary>
public abstract class SchemaSession : IAsyncDisposable
{
    /// <summary>Creates a session.</summary>
    /// <param name="context">The context whose connection and transaction the session uses.</param>
    /// <param name="access">What the session is opened for.</param>
    protected SchemaSession(DbContext context, SchemaAccess access) => (Context, Access) = (context, access);

    /// <summary>The context whose connection and transaction the session uses.</summary>
    public DbContext Context { get; }

    /// <summary>Whether the schema was there when the lock was acquired.</summary>
    public bool Existed { get; protected set; }

    /// <summary>
    /// What <see cref="SchemaAccess.Query"/> answered; null if there was none, or its table was not there.
    /// </summary>
    public IReadOnlyList<string>? Answer { get; protected set; }

    /// <summary>What the session was opened for.</summary>
    protected SchemaAccess Access { get; }

    /// <summary>
    /// Runs statements in order, in as few round trips as the engine allows: in the open transaction, or in none if none is open.
    /// </summary>
    /// <param name="statements">The statements, with their schema in place.</param>
    /// <param name="cancellationToken">Cancels the run; disposing the session then rolls the transaction back.</param>
    public abstract Task ExecuteAsync(IReadOnlyList<SchemaStatement> statements, CancellationToken cancellationToken);

    /// <summary>Drops the schema with all it holds, if it is there. What others see of it changes with <see cref="CompleteAsync"/>.</summary>
    /// <param name="withDependents">Whether what depends on the schema from outside is dropped too, which is refused otherwise.</param>
    /// <param name="cancellationToken">Cancels the call; disposing the session then rolls the transaction back.</param>
    /// <returns>What was dropped outside the schema.</returns>
    /// <exception cref="InvalidOperationException">The session was opened without <see cref="SchemaAccess.MayDrop"/>.</exception>
    /// <exception cref="WorkspaceDependentsException">Something outside depends on the schema; nothing was dropped.</exception>
    public Task<IReadOnlyList<string>> DropAsync(bool withDependents, CancellationToken cancellationToken)
        => Access.MayDrop
            ? DropSchemaAsync(withDependents, cancellationToken)
            : throw new InvalidOperationException($"Set {nameof(SchemaAccess.MayDrop)} when opening {Access.Schema}, to drop it.");

    /// <summary>
    /// Commits what was done so far; no transaction is open afterwards. The lock is kept if <see cref="SchemaAccess.SpansTransactions"/>
    /// was asked for.
    /// </summary>
    /// <param name="cancellationToken">Cancels the commit before it is sent.</param>
    public virtual Task CommitAsync(CancellationToken cancellationToken)
        => Context.Database.CommitTransactionAsync(cancellationToken);

    /// <summary>Begins a transaction after <see cref="CommitAsync"/>.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    public virtual Task BeginTransactionAsync(CancellationToken cancellationToken)
        => Context.Database.BeginTransactionAsync(cancellationToken);

    /// <summary>Commits and makes the schema visible to others. The last call on a session that succeeded.</summary>
    /// <param name="cancellationToken">Cancels the commit before it is sent.</param>
    public virtual Task CompleteAsync(CancellationToken cancellationToken) => CommitAsync(cancellationToken);

    /// <summary>Rolls back what was not committed and releases the lock.</summary>
    public virtual async ValueTask DisposeAsync()
    {
        if (Context.Database.CurrentTransaction is { } transaction)
        {
            await transaction.DisposeAsync().ConfigureAwait(false);
        }

        await Context.Database.CloseConnectionAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc cref="DropAsync"/>
    protected abstract Task<IReadOnlyList<string>> DropSchemaAsync(bool withDependents, CancellationToken cancellationToken);
}
