using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy;

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

    /// <summary>
    /// Commits what was done so far; no transaction is open afterwards. A lock that belongs to the transaction ends with it.
    /// </summary>
    /// <param name="cancellationToken">Cancels the commit before it is sent.</param>
    public virtual Task CommitAsync(CancellationToken cancellationToken)
        => Context.Database.CommitTransactionAsync(cancellationToken);

    /// <summary>Begins a transaction after <see cref="CommitAsync"/>, and takes the lock again where it ended.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    public abstract Task BeginTransactionAsync(CancellationToken cancellationToken);

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
