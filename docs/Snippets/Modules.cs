using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy;

namespace Snippets;

public sealed class OrdersDbContext(DbContextOptions<OrdersDbContext> options) : DbContext(options)
{
    public DbSet<Order> Orders => Set<Order>();
}

public sealed class ShippingDbContext(DbContextOptions<ShippingDbContext> options) : DbContext(options);

public sealed class Order
{
    public Guid Id { get; set; }
}

public sealed class Bill
{
    public Guid Id { get; set; }

    public Guid OrderId { get; set; }
}

#region module-context
public sealed class BillingDbContext(DbContextOptions<BillingDbContext> options) : DbContext(options)
{
    public DbSet<Bill> Bills => Set<Bill>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        // The table of another module, which makes it.
        modelBuilder.Entity<Order>().ToTable("Orders", table => table.ExcludeFromMigrations());
        modelBuilder.Entity<Bill>().HasOne<Order>().WithMany().HasForeignKey(b => b.OrderId);
    }
}
#endregion

public static class Modules
{
    public static void Register(IServiceCollection services, string connectionString)
    {
        #region modules
        services.AddPmAssistTenancy<OrdersDbContext>(tenancy => tenancy
            .UseNpgsql(connectionString)
            .AddContext<BillingDbContext>()
            .AddContext<ShippingDbContext>((_, options) => options.EnableDetailedErrors()));
        #endregion
    }

    public static async Task<int> CountAsync(IWorkspaceScopeFactory scopes, Guid workspaceId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scopes);
        #region modules-in-a-scope
        await using var scope = await scopes.CreateScopeAsync(workspaceId, cancellationToken);
        var orders = scope.ServiceProvider.GetRequiredService<OrdersDbContext>();
        var billing = scope.ServiceProvider.GetRequiredService<BillingDbContext>();
        return await orders.Orders.CountAsync(cancellationToken) - await billing.Bills.CountAsync(cancellationToken);
        #endregion
    }
}
