using Microsoft.EntityFrameworkCore;
using PmAssist.Tenancy;

namespace Snippets;

#region app-context
public sealed class AppDbContext(DbContextOptions<AppDbContext> options) : WorkspaceDbContext(options)
{
    public DbSet<Invoice> Invoices => Set<Invoice>();
}

public sealed class Invoice
{
    public Guid Id { get; set; }

    public required string Number { get; set; }
}
#endregion
