using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PmAssist.Tenancy;

namespace Snippets;

/// <summary>What needs SQL Server's package.</summary>
public static class SqlServer
{
    public static async Task FirstScreenAsync(HostApplicationBuilder builder, string connectionString, Guid workspaceId)
    {
        #region first-screen
        builder.Services.AddPmAssistTenancy<AppDbContext>(tenancy => tenancy
            .UseSqlServer(connectionString, sqlServer => sqlServer.EnableRetryOnFailure()) // or UseNpgsql(…), or UseSqlite("data")
            .Configure(options => options.MigrateOnStartup = true));

        using var host = builder.Build();
        await host.StartAsync();

        var contexts = host.Services.GetRequiredService<IWorkspaceContextFactory<AppDbContext>>();
        await using var lease = await contexts.RentAsync(workspaceId);
        var invoices = await lease.Context.Invoices
            .Where(i => i.Number.StartsWith("2026-"))
            .OrderBy(i => i.Number)
            .ToListAsync();
        #endregion
        _ = invoices;
    }

    public static void Engines(IServiceCollection services, string connectionString)
    {
        #region engines
        services.AddPmAssistTenancy<AppDbContext>(tenancy => tenancy
            .UseSqlServer(connectionString, sqlServer => sqlServer.EnableRetryOnFailure()));
        #endregion
    }

    public static void TwoLogins(IServiceCollection services, string runTimeConnectionString, string schemaChangeConnectionString)
    {
        #region sqlserver-two-logins
        services.AddPmAssistTenancy(tenancy => tenancy
            .UseSqlServer(runTimeConnectionString, schemaChangeConnectionString: schemaChangeConnectionString)
            .OnMasterMigrated((context, cancellationToken) => context.Database.ExecuteSqlRawAsync(
                $"GRANT SELECT, INSERT, UPDATE, DELETE ON SCHEMA::[{TenancyOptions.MasterTemplateName}] TO [app]", cancellationToken))
            .OnSchemaCreated((context, cancellationToken) => context.Database.ExecuteSqlRawAsync(
                $"GRANT SELECT, INSERT, UPDATE, DELETE ON SCHEMA::[{WorkspaceSchema.TemplateName}] TO [app]", cancellationToken)));
        #endregion
    }

    public static void Tokens(IServiceCollection services, string connectionString)
    {
        #region sqlserver-tokens
        services.AddPmAssistTenancy(tenancy => tenancy.UseSqlServer(services => new SqlConnection(connectionString)
        {
            AccessTokenCallback = services.GetRequiredService<MyTokens>().GetAsync,
        }));
        #endregion
    }

    public abstract class MyTokens
    {
        public abstract Task<SqlAuthenticationToken> GetAsync(SqlAuthenticationParameters parameters, CancellationToken cancellationToken);
    }
}
