using System.Security.Claims;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.SignalR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PmAssist.Tenancy;

namespace Snippets;

#region hub
[RequireWorkspace]
public sealed class BoardHub(IWorkspaceAccessor workspace, IWorkspaceContextFactory<WorkspaceDbContext> contexts) : Hub
{
    public async Task<int> CountJobs()
    {
        await using var lease = contexts.Rent(workspace.Current!);
        return await lease.Context.Jobs.CountAsync(Context.ConnectionAborted);
    }

    [RequireWorkspace(WorkspaceRole.Admin)]
    public Task Announce(string text) => Clients.Group(workspace.Current!.WorkspaceTag()).SendAsync("announced", text);
}
#endregion

public static class AspNetCore
{
    public static void ReadMe(WebApplicationBuilder builder, WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(builder);
        #region web
        builder.Services.AddWorkspaceResolution(resolve => resolve.FromRoute("workspace").FromHost("{slug}.example.com"));

        app.UseWorkspaces();
        var workspaces = app.MapGroup("/w/{workspace}").RequireWorkspace(WorkspaceRole.Member);
        workspaces.MapGet("/invoices", (AppDbContext context) => context.Invoices.OrderBy(i => i.Number).ToListAsync());
        workspaces.MapGet("/settings", (Workspace workspace) => workspace.Properties.Values).RequireWorkspace(WorkspaceRole.Admin);
        #endregion
    }

    public static void Sources(IServiceCollection services)
    {
        #region sources
        services.AddWorkspaceResolution(resolve => resolve
            .FromRoute("workspace")                            // /w/{workspace}/…
            .FromHost("{slug}.example.com")                    // northwind.example.com
            .FromHeader("X-Workspace")
            .FromQuery("workspace")
            .FromPathBase()                                    // the last segment of Request.PathBase
            .FromClaim("workspace")                            // a default: where nothing before it names one
            .From(context => new(context.Request.Cookies["workspace"]))
            .UserIdFrom(user => user.FindFirstValue("oid")));  // default: ClaimTypes.NameIdentifier, or "sub"
        #endregion
    }

    public static void Aspire(IHostApplicationBuilder builder)
    {
        #region aspire
        builder.AddPmAssistTenancy<AppDbContext>("tenancy", (tenancy, connection) => tenancy.UseNpgsql(connection));
        #endregion
    }

    public static void Health(IServiceCollection services)
    {
        #region health
        services.AddHealthChecks().AddPmAssistTenancy();
        #endregion
    }

    public static void Policies(IServiceCollection services)
    {
        #region policy
        services.AddAuthorizationBuilder().AddPolicy("billing", policy => policy
            .RequireAuthenticatedUser()
            .RequireWorkspace(WorkspaceRole.Admin)
            .RequireClaim("billing"));
        #endregion
    }

    public static async Task<string?> BeyondAsync(
        IServiceCollection services, Workspace workspace, HybridCache cache, IDataProtectionProvider protection)
    {
        ArgumentNullException.ThrowIfNull(cache);
        #region beyond
        services.AddOutputCache(options => options.AddPolicy(
            "members", policy => policy.CacheByWorkspace().Expire(TimeSpan.FromMinutes(1))));
        services.AddRateLimiter(options => options.AddPolicy("fair", context => RateLimitPartition.GetTokenBucketLimiter(
            context.WorkspacePartition(),
            _ => new() { TokenLimit = 100, TokensPerPeriod = 50, ReplenishmentPeriod = TimeSpan.FromSeconds(1) })));
        services.AddHttpClient("billing").AddWorkspaceHeader("X-Workspace");

        var plan = await cache.GetOrCreateAsync(
            workspace.Key("plan"), _ => ValueTask.FromResult(workspace.Properties.Find<string>("plan")), tags: [workspace.WorkspaceTag()]);
        var token = protection.CreateProtector(workspace, "invitations").Protect("grace@example.com");
        #endregion
        return plan ?? token;
    }
}
