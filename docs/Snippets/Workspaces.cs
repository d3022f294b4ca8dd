using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy;

namespace Snippets;

public static class Workspaces
{
    public static async Task ListAsync(IWorkspaceService workspaces, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workspaces);
        #region list
        var filter = new WorkspaceFilter { Status = WorkspaceStatus.Suspended, Name = "north", MemberId = "ada" };
        for (string? after = null; ;)
        {
            var page = await workspaces.ListAsync(filter, take: 100, after, cancellationToken);
            foreach (var workspace in page)
            {
                Console.WriteLine($"{workspace.Slug} {workspace.Name}");
            }

            if (page.Count < 100)
            {
                break;
            }

            after = page[^1].Slug;
        }
        #endregion
    }

    public static async Task<IReadOnlyList<Workspace>> PropertiesAsync(
        IWorkspaceService workspaces, Guid workspaceId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workspaces);
        #region properties
        var workspace = await workspaces.GetAsync(workspaceId, cancellationToken);
        var plan = workspace.Properties.Find<string>("plan") ?? "free";
        var seats = workspace.Properties.Find<int?>("seats") ?? 3;

        await workspaces.ChangePropertiesAsync(
            workspace.Id,
            new Dictionary<string, object?> { ["plan"] = "pro", ["seats"] = seats + 5, ["trial"] = null },
            expectedVersion: workspace.Version,
            actorId: "ada",
            cancellationToken);

        var onPro = await workspaces.ListAsync(new WorkspaceFilter { Property = ("plan", "pro") }, cancellationToken: cancellationToken);
        #endregion
        Console.WriteLine(plan);
        return onPro;
    }

    public static Task<Workspace> ChangeSlugAsync(IWorkspaceService workspaces, Guid workspaceId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workspaces);
        #region slug
        return workspaces.ChangeSlugAsync(workspaceId, "northwind-traders", actorId: "ada", cancellationToken);
        #endregion
    }

    public static async Task<int> JoinAsync(LedgerDbContext ledger, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        #region join
        var open = await ledger.Payments
            .Join(ledger.Set<Workspace>(), p => p.WorkspaceId, w => w.Id, (p, w) => new { w.Slug, w.Name, p.Amount })
            .Where(p => p.Amount > 1000)
            .ToListAsync(cancellationToken);
        #endregion
        return open.Count;
    }

    public static void Configure(IServiceCollection services, string connectionString)
    {
        #region configure-master
        services.AddPmAssistTenancy<AppDbContext>(tenancy => tenancy
            .UseNpgsql(connectionString)
            .ConfigureMaster((provider, options) => options
                .AddInterceptors(provider.GetRequiredService<SlowCommandInterceptor>())
                .EnableSensitiveDataLogging()));
        #endregion
    }
}

public sealed class SlowCommandInterceptor : DbCommandInterceptor;

#region map-workspaces
public sealed class LedgerDbContext(DbContextOptions<LedgerDbContext> options) : DbContext(options)
{
    public DbSet<Payment> Payments => Set<Payment>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.MapWorkspaces();
        modelBuilder.Entity<Payment>(payment =>
        {
            payment.ToTable("payments", "ledger");
            payment.HasOne<Workspace>().WithMany().HasForeignKey(p => p.WorkspaceId).OnDelete(DeleteBehavior.Restrict);
        });
    }
}

public sealed class Payment
{
    public Guid Id { get; set; }

    public Guid WorkspaceId { get; set; }

    public decimal Amount { get; set; }
}
#endregion
