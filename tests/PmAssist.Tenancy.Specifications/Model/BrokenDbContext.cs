using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Specifications;

/// <summary>A context whose model cannot be built any more, as that of a build that has moved on.</summary>
public sealed class BrokenDbContext(DbContextOptions<BrokenDbContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) => throw new NotSupportedException("This model is not to be built.");
}
