using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy;

/// <summary>
/// A context bound to a workspace until the lease is disposed. Disposing it twice, or disposing the context itself, is harmless.
/// </summary>
/// <typeparam name="TContext">The host's workspace context.</typeparam>
public sealed class WorkspaceLease<TContext> : IDisposable, IAsyncDisposable
    where TContext : DbContext
{
    private object? _owner;
    private TContext? _context;

    /// <param name="context">The bound context.</param>
    /// <param name="owner">What returns it: the pool's lease, or the context itself if it is not pooled.</param>
    internal WorkspaceLease(TContext context, object owner)
    {
        _context = context;
        _owner = owner;
    }

    /// <summary>The context.</summary>
    /// <exception cref="ObjectDisposedException">The lease is over.</exception>
    public TContext Context
        => Volatile.Read(ref _context)
            ?? throw new ObjectDisposedException(
                nameof(WorkspaceLease<>), "The lease is over; its context may already serve another workspace. Rent a new one.");

    /// <summary>Gives the context back.</summary>
    public void Dispose()
    {
        Volatile.Write(ref _context, null);
        (Interlocked.Exchange(ref _owner, null) as IDisposable)?.Dispose();
    }

    /// <summary>Gives the context back.</summary>
    public ValueTask DisposeAsync()
    {
        Volatile.Write(ref _context, null);
        return (Interlocked.Exchange(ref _owner, null) as IAsyncDisposable)?.DisposeAsync() ?? default;
    }
}
