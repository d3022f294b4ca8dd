using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Specifications.Contexts.Later;

/// <summary>The module's context in the host's next version, with a migration more.</summary>
public class BillingDbContext(DbContextOptions<BillingDbContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) => BillingModel.Map(modelBuilder);
}
