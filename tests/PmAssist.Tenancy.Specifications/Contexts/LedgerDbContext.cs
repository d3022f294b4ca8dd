using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Specifications.Contexts;

/// <summary>A module's context that takes a service, so it is not pooled, and maps another module's table.</summary>
public class LedgerDbContext(DbContextOptions<LedgerDbContext> options, TimeProvider clock) : DbContext(options)
{
    public DbSet<Invoice> Invoices => Set<Invoice>();

    public TimeProvider Clock => clock;

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.Entity<Invoice>(invoice =>
        {
            invoice.ToTable("invoices", table => table.ExcludeFromMigrations());
            invoice.Property(i => i.Amount).HasPrecision(18, 2);
        });
    }
}
