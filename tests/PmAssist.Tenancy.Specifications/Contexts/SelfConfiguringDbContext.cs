using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Specifications.Contexts;

/// <summary>Adds to its options by itself, which EF allows a context that is not pooled.</summary>
public class SelfConfiguringDbContext(DbContextOptions<SelfConfiguringDbContext> options) : DbContext(options)
{
    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder)
    {
        ArgumentNullException.ThrowIfNull(optionsBuilder);
        optionsBuilder.UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking);
    }
}
