using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.AspNetCore.Tests;

/// <summary>A web host with the real pipeline on a SQLite directory of its own.</summary>
public sealed class WebHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebHost(WebApplication app, string directory, QueryCounter queries) => (_app, Directory, Queries) = (app, directory, queries);

    public string Directory { get; }

    public QueryCounter Queries { get; }

    public IServiceProvider Services => _app.Services;

    public TestServer Server => _app.GetTestServer();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>With a group <c>/w/{workspace}</c> of endpoints that require a workspace.</summary>
    public static Task<WebHost> StartAsync(
        Action<WorkspaceResolutionBuilder>? resolve = null,
        Action<WebApplicationBuilder>? build = null,
        Action<WebApplication>? map = null,
        Action<TenancyOptions>? configure = null)
        => StartAsync(
            builder =>
            {
                builder.Services.AddWorkspaceResolution(resolve ?? (r => r.FromRoute("workspace")));
                build?.Invoke(builder);
            },
            app =>
            {
                app.UseWorkspaces();
                MapWorkspaces(app);
                map?.Invoke(app);
            },
            configure);

    public static async Task<WebHost> StartAsync(
        Action<WebApplicationBuilder> build, Action<WebApplication> use, Action<TenancyOptions>? configure = null)
    {
        var directory = Path.Combine(Path.GetTempPath(), $"pmassist-web-{Guid.NewGuid():N}");
        var queries = new QueryCounter();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Services.AddPmAssistTenancy(tenancy => tenancy
            .UseSqlite(directory)
            .ConfigureMaster((_, options) => options.AddInterceptors(queries))
            .Configure(options =>
            {
                options.MigrateOnStartup = true;
                configure?.Invoke(options);
            }));
        builder.Services.AddAuthentication(TestScheme.Name).AddScheme<AuthenticationSchemeOptions, TestScheme>(TestScheme.Name, null);
        build(builder);
        var app = builder.Build();
        use(app);
        var host = new WebHost(app, directory, queries);
        try
        {
            await app.StartAsync(Token);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    public static void MapWorkspaces(WebApplication app)
    {
        var group = app.MapGroup("/w/{workspace}").RequireWorkspace();
        group.MapGet("/", (Workspace workspace) => workspace.Slug);
        group.MapGet("/count", (WorkspaceDbContext context) => context.Integrations.CountAsync());
        group.MapGet("/admin", (HttpContext context) => $"{context.GetWorkspaceRole()}").RequireWorkspace(WorkspaceRole.Admin);
        group.MapGet("/sign-in", (HttpContext context) => context.GetWorkspace()?.Slug ?? "none").AllowNoWorkspace();
        app.MapGet("/current", (Workspace workspace) => workspace.Slug).RequireWorkspace();
        app.MapGet("/health", () => "healthy");
    }

    public async Task<Workspace> CreateAsync(string slug, params (string User, WorkspaceRole Role)[] members)
    {
        var workspace = await WithAsync<IWorkspaceService, Workspace>(
            w => w.CreateAsync(new NewWorkspace(slug, "ada") { Slug = slug }, Token));
        foreach (var (user, role) in members)
        {
            await WithAsync<IWorkspaceMemberService, WorkspaceMember>(m => m.AddAsync(workspace.Id, user, role, cancellationToken: Token));
        }

        return workspace;
    }

    public async Task<T> WithAsync<TService, T>(Func<TService, Task<T>> run)
        where TService : notnull
    {
        await using var scope = Services.CreateAsyncScope();
        return await run(scope.ServiceProvider.GetRequiredService<TService>());
    }

    public async Task<HttpResponseMessage> GetAsync(string url, string? user = "ada", params (string Name, string Value)[] headers)
    {
        using var client = _app.GetTestClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (user is not null)
        {
            request.Headers.Add(TestScheme.UserHeader, user);
        }

        foreach (var (name, value) in headers)
        {
            if (name == "Host")
            {
                request.Headers.Host = value;
            }
            else
            {
                request.Headers.TryAddWithoutValidation(name, value).Should().BeTrue();
            }
        }

        return await client.SendAsync(request, Token);
    }

    public async Task<string> TextAsync(string url, string? user = "ada", params (string Name, string Value)[] headers)
    {
        using var response = await GetAsync(url, user, headers);
        return response.StatusCode == HttpStatusCode.OK ? await response.Content.ReadAsStringAsync(Token) : $"{(int)response.StatusCode}";
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        SqliteConnection.ClearAllPools();
        if (System.IO.Directory.Exists(Directory))
        {
            System.IO.Directory.Delete(Directory, recursive: true);
        }
    }
}
