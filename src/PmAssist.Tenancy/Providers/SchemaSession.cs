using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Providers;

/// <summary>
/// A locked schema and an open transaction in which it is changed. Belongs to one caller at a time.
/// </summary>
public abstract class SchemaSession : IAsyncDisposable
{
    /// <summary>Creates a session.</summary>
    /// <param name="context">The context whose connection and transaction the session uses.</param>
    protected SchemaSession(DbContext context) => Context = context;

    /// <summary>The context whose connection and transaction the session uses.</summary>
    public DbContext Context { get; }

    /// <summary>Whether the schema was there when the lock was had.</summary>
    public bool Existed { get; protected set; }

    /// <summary>
    /// What <see cref="SchemaChange.Query"/> answered; null if there was none, or its table was not there.
    /// </summary>
    public IReadOnlyList<string>? Answer { get; protected set; }

    /// <summary>What was dropped outside the schema, because <see cref="SchemaChange.DropsDependents"/> asked for it.</summary>
    public IReadOnlyList<string> Dependents { get; protected set; } = [];

    /// <summary>Runs statements in order, in as few round trips as the engine allows: in the open transaction, or in none if none is open.</summary>
    /// <param name="statements">The statements, with their schema in place.</param>
    /// <param name="cancellationToken">Cancels the run; disposing the session then rolls the transaction back.</param>
    public abstract Task ExecuteAsync(IReadOnlyList<SchemaStatement> statements, CancellationToken cancellationToken);

    /// <summary>
    /// Commits what was done so far; no transaction is open afterwards. The lock is kept if <see cref="SchemaChange.SpansTransactions"/>
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
}
