using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy;

namespace Snippets;

#region scoped
public sealed class InvoiceService(AppDbContext context)
{
    public Task<List<Invoice>> ListAsync(CancellationToken cancellationToken)
        => context.Invoices.OrderBy(i => i.Number).ToListAsync(cancellationToken);
}
#endregion

#region transaction
public sealed class InvoiceSender(AppDbContext shop, OutboxDbContext outbox, IWorkspaceTransactions transactions)
{
    public Task SendAsync(Invoice invoice, CancellationToken cancellationToken)
        => transactions.RunAsync(
            async token =>
            {
                shop.Add(invoice);
                await shop.SaveChangesAsync(token);
                outbox.Add(new OutboxMessage { Topic = $"invoice {invoice.Number}" });
                await outbox.SaveChangesAsync(token);
            },
            cancellationToken: cancellationToken);
}
#endregion

public static class Contexts
{
    public static async Task EnterAsync(IServiceProvider requestServices, Guid workspaceId, CancellationToken cancellationToken)
    {
        #region enter
        var accessor = requestServices.GetRequiredService<IWorkspaceAccessor>();
        await accessor.EnterAsync(workspaceId, cancellationToken);

        // From here on this scope's AppDbContext is bound.
        var invoices = requestServices.GetRequiredService<InvoiceService>();
        #endregion
        _ = invoices;
    }

    public static async Task ScopeAsync(IWorkspaceScopeFactory scopes, Guid workspaceId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scopes);
        #region scope-factory
        await using var scope = await scopes.CreateScopeAsync(workspaceId, cancellationToken);
        var integrations = scope.ServiceProvider.GetRequiredService<IIntegrationService>();
        await integrations.CreateAsync(new NewIntegration("github", "northwind/shop", "Shop"), cancellationToken);
        #endregion
    }

    public static async Task<int> CountAsync(
        IWorkspaceContextFactory<WorkspaceDbContext> contexts, IEnumerable<Workspace> workspaces, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(contexts);
        ArgumentNullException.ThrowIfNull(workspaces);
        #region factory
        var total = 0;
        foreach (var workspace in workspaces.Where(w => w.Status == WorkspaceStatus.Active))
        {
            await using var lease = contexts.Rent(workspace);
            total += await lease.Context.Integrations.CountAsync(cancellationToken);
        }
        #endregion
        return total;
    }

    public static async Task<List<WorkspaceIntegration>> RawSqlAsync(
        WorkspaceDbContext context, string provider, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        #region raw-sql
        return await context.Integrations
            .FromSql(WorkspaceSchema.Sql(
                $"SELECT * FROM {WorkspaceSchema.TemplateName}.workspace_integrations WHERE provider = {provider}"))
            .ToListAsync(cancellationToken);
        #endregion
    }

    public static Task<int> RawStatementAsync(WorkspaceDbContext context, string provider, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        #region raw-statement
        return context.Database.ExecuteSqlAsync(
            WorkspaceSchema.Sql($"DELETE FROM {WorkspaceSchema.TemplateName}.workspace_integrations WHERE provider = {provider}"),
            cancellationToken);
        #endregion
    }

    public static async Task<object?> AdoAsync(WorkspaceDbContext context, DbDataSource dataSource, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(dataSource);
        #region outside-ef
        await using var command = dataSource.CreateCommand($"SELECT count(*) FROM {context.Schema}.workspace_integrations");
        return await command.ExecuteScalarAsync(cancellationToken);
        #endregion
    }

    public static async Task<int> ByHandAsync(string directory, Guid workspaceId, CancellationToken cancellationToken)
    {
        #region by-hand
        var options = new DbContextOptionsBuilder<WorkspaceDbContext>()
            .UseWorkspaceSchemas(new SqliteTenancyProvider(directory))
            .Options;
        await using var context = new WorkspaceDbContext(options);
        context.BindTo(WorkspaceSchema.For(workspaceId));
        return await context.Integrations.CountAsync(cancellationToken);
        #endregion
    }
}

public sealed class Country
{
    public required string Code { get; set; }
}

public sealed class SharedTableDbContext(DbContextOptions<SharedTableDbContext> options) : WorkspaceDbContext(options)
{
    #region shared-table
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<Country>(country =>
        {
            country.HasKey(c => c.Code);
            country.ToTable("countries", "reference", table => table.ExcludeFromMigrations());
            country.IsSharedAcrossWorkspaces();
        });
    }
    #endregion
}
