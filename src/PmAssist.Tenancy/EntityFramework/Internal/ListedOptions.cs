using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Frozen options that have their extensions in a list. EF asks for them with every query, to find the key of its compiled form, and plain
/// options sort them each time (EF Core v10.0.11, RelationalCompiledQueryCacheKeyGenerator and DbContextOptions).
/// </summary>
internal sealed class ListedOptions<TContext> : DbContextOptions<TContext>
    where TContext : DbContext
{
    private readonly IDbContextOptionsExtension[] _extensions;

    public ListedOptions(DbContextOptions options)
        : this([.. options.Extensions])
    {
    }

    private ListedOptions(IDbContextOptionsExtension[] extensions)
        : base(extensions.ToDictionary(e => e.GetType()))
    {
        _extensions = extensions;
        Freeze();
    }

    public override IEnumerable<IDbContextOptionsExtension> Extensions => _extensions;
}
