using Microsoft.EntityFrameworkCore;

namespace Snippets;

#region app-context
public sealed class AppDbContext(DbContextOptions<AppDbContext> options) : DbContext(options)
{
    public DbSet<Invoice> Invoices => Set<Invoice>();
}

public sealed class Invoice
{
    public Guid Id { get; set; }

    public required string Number { get; set; }
}
#endregion
