using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PmAssist.Tenancy.Specifications.Load;

/// <summary>A web application in one of its versions, with the real pipeline.</summary>
internal sealed class Build : IAsyncDisposable
{
    public const string UserHeader = "Test-User";

    private readonly WebApplication _app;

    private Build(WebApplication app, bool refusesBehind)
    {
        (_app, RefusesBehind) = (app, refusesBehind);
        Client = app.GetTestClient();
    }

    /// <summary>Whether it has a migration that some workspaces lack, and refuses those until they have it.</summary>
    public bool RefusesBehind { get; }

    public HttpClient Client { get; }

    public IWorkspaceMigrator Migrator => _app.Services.GetRequiredService<IWorkspaceMigrator>();

    public static async Task<Build> StartAsync<TContext>(
        ITestDatabase database, SchemaMode mode, bool refusesBehind, TimeSpan cacheDuration)
        where TContext : WorkspaceDbContext
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Services.AddPmAssistTenancy<TContext>(tenancy =>
        {
            database.Use(tenancy);
            tenancy.Configure(options =>
            {
                (options.MasterSchema, options.SchemaMode, options.CatalogueCacheDuration) = (database.MasterSchema, mode, cacheDuration);
                options.OutdatedWorkspace = refusesBehind ? OutdatedWorkspacePolicy.Refuse : OutdatedWorkspacePolicy.Allow;
            });
        });
        builder.Services.AddWorkspaceResolution(resolve => resolve.FromRoute("workspace"));
        var app = builder.Build();
        app.UseExceptionHandler();
        app.Use((context, next) =>
        {
            var user = context.Request.Headers[UserHeader].ToString();
            context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, user)], "test"));
            return next(context);
        });
        app.UseRouting();
        app.UseWorkspaces();
        Map(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new Build(app, refusesBehind);
    }

    /// <summary>Runs with a service of a scope that has no workspace.</summary>
    public async Task WithAsync<TService>(Func<TService, Task> run)
        where TService : notnull
    {
        await using var scope = _app.Services.CreateAsyncScope();
        await run(scope.ServiceProvider.GetRequiredService<TService>());
    }

    public ValueTask DisposeAsync()
    {
        Client.Dispose();
        return _app.DisposeAsync();
    }

    private static void Map(WebApplication app)
    {
        var workspaces = app.MapGroup("/w/{workspace}").RequireWorkspace();
        workspaces.MapGet("/rows", async (Workspace workspace, WorkspaceDbContext context, CancellationToken token)
            => new Seen(workspace.Id, await context.Set<Project>().Select(p => p.WrittenFor).Distinct().ToListAsync(token)));
        workspaces.MapPost("/rows", async (Workspace workspace, WorkspaceDbContext context, CancellationToken token) =>
        {
            context.Add(new Project { WrittenFor = workspace.Id, Name = "Written under load" });
            await context.SaveChangesAsync(token);
            return new Seen(workspace.Id, []);
        }).RequireWorkspace(WorkspaceRole.Member);
        workspaces.MapGet("/admin", (HttpContext context) => new Seen(context.GetWorkspace()!.Id, []))
            .RequireWorkspace(WorkspaceRole.Admin);
    }
}
