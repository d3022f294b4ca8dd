using Microsoft.EntityFrameworkCore;

namespace Snippets;

public sealed class PaymentsDbContext(DbContextOptions<PaymentsDbContext> options) : DbContext(options)
{
    public DbSet<Payment> Payments => Set<Payment>();
}

public sealed class Payment
{
    public Guid Id { get; set; }

    public required Guid InvoiceId { get; set; }

    public decimal Amount { get; set; }
}
