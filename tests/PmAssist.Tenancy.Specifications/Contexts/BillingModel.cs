using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Specifications.Contexts;

internal static class BillingModel
{
    public static void Map(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Customer>(customer => customer.ToTable("customers", table => table.ExcludeFromMigrations()));
        modelBuilder.Entity<Invoice>(invoice =>
        {
            invoice.ToTable("invoices");
            invoice.Property(i => i.Amount).HasPrecision(18, 2);
            invoice.HasOne<Customer>().WithMany().HasForeignKey(i => i.CustomerId);
        });
    }
}
