using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Specifications.Contexts;

/// <summary>AddDbContext takes the constructor whose parameters are all registered.</summary>
public class TwoConstructorsDbContext : DbContext
{
    public TwoConstructorsDbContext(DbContextOptions<TwoConstructorsDbContext> options)
        : base(options)
    {
    }

    public TwoConstructorsDbContext(DbContextOptions<TwoConstructorsDbContext> options, IWorkspaceAccessor accessor)
        : base(options) => Accessor = accessor;

    public TwoConstructorsDbContext(DbContextOptions<TwoConstructorsDbContext> options, IWorkspaceAccessor accessor, Uri unregistered)
        : base(options) => throw new InvalidOperationException($"{accessor} {unregistered}");

    public IWorkspaceAccessor? Accessor { get; }
}
