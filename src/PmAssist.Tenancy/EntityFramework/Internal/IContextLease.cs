using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Internal;

/// <summary>A pooled context that goes back when the lease is disposed; disposing the context itself does nothing.</summary>
internal interface IContextLease<out TContext> : IDisposable, IAsyncDisposable
    where TContext : DbContext
{
    TContext Context { get; }
}
