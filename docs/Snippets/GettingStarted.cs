using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PmAssist.Tenancy;

namespace Snippets;

public static class GettingStarted
{
    public static async Task RunAsync(string[] args)
    {
        #region getting-started
        var builder = Host.CreateApplicationBuilder(args);
        builder.Services.AddPmAssistTenancy<AppDbContext>(tenancy => tenancy
            .UseSqlite("data")
            .Configure(options => options.MigrateOnStartup = true));

        using var host = builder.Build();
        await host.StartAsync();

        await using (var scope = host.Services.CreateAsyncScope())
        {
            var workspaces = scope.ServiceProvider.GetRequiredService<IWorkspaceService>();
            var workspace = await workspaces.CreateAsync(new NewWorkspace("Northwind", ownerId: "ada"));

            var contexts = host.Services.GetRequiredService<IWorkspaceContextFactory<AppDbContext>>();
            await using var lease = await contexts.RentAsync(workspace.Id);
            lease.Context.Add(new Invoice { Number = "2026-001" });
            await lease.Context.SaveChangesAsync();
            Console.WriteLine($"{workspace.Slug}: {await lease.Context.Invoices.CountAsync()} invoice in {workspace.Schema}");
        }

        await host.StopAsync();
        #endregion
    }

    public static void LibraryTablesOnly(IServiceCollection services)
    {
        #region library-tables-only
        services.AddPmAssistTenancy(tenancy => tenancy.UseSqlite("data"));
        #endregion
    }

    public static void Settings(IServiceCollection services, IConfiguration configuration, string connectionString)
    {
        #region settings
        services.AddPmAssistTenancy<AppDbContext>(tenancy => tenancy
            .UseNpgsql(connectionString, npgsql => npgsql.EnableRetryOnFailure())
            .Configure(configuration.GetSection("Tenancy"))
            .ConfigureContext((_, options) => options.EnableDetailedErrors()));
        #endregion
    }
}
