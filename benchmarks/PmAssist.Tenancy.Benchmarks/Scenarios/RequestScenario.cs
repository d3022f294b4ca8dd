using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PmAssist.Tenancy.Benchmarks;

/// <summary>
/// Requests through a whole pipeline with authentication, in process. One operation is 1,000 requests, so a millisecond of it is a
/// microsecond of a request.
/// </summary>
/// <param name="against">
/// <c>bare</c>: an endpoint that is for one workspace, against the same that is for none; it does nothing. <c>plain</c>: it opens the
/// context and runs one query, against the same with a pooled context of one schema. <c>silent</c>: with everything listened to, against
/// the same with nobody who listens. <c>unheard</c>: with the library alone listened to, against nobody. <c>heard</c>: as <c>plain</c>,
/// with everything listened to on both sides.
/// </param>
internal sealed class RequestScenario(string against) : Scenario
{
    private const int Requests = 1000;

    private readonly bool _queries = against is "plain" or "heard" or "silent" or "unheard";
    private readonly Dictionary<string, IReadOnlyList<Workspace>> _workspaces = [];

    public override bool OnlyReads => true;

    public override async Task FillAsync(Setting setting)
    {
        if (_workspaces.ContainsKey(setting.Database))
        {
            return;
        }

        await using var host = await OurHost<BenchDbContextV2>.StartAsync(setting);
        await Side.ForEach(Setting.NewSchemas(setting.Workspaces), async schema =>
        {
            await using var lease = host.Contexts.Rent(await host.CreateAsync(schema));
            lease.Context.Add(new WorkspaceAgent { Name = "Agent", Kind = "bench" });
            await lease.Context.SaveChangesAsync();
        }).RunAsync(parallel: 4);
        _workspaces[setting.Database] = await host.ListAsync();
    }

    public override async Task<Side> PrepareAsync(string side, Setting setting)
    {
        var server = new InProcessServer();
        var app = Build(side, setting, server);
        await app.StartAsync();
        List<string> paths = [.. _workspaces[setting.Database].Select(w => $"/w/{w.Slug}")];
        var requests = Side.ForEach([.. Enumerable.Range(0, _queries ? 10 : 100)], SendAsync, app);
        var isHeard = against == "heard" || (side == Ours && against is "silent" or "unheard");
        var operations = isHeard ? Side.Whole(ListenAsync, requests) : requests;
        await operations.RunAsync(setting.Parallel);
        return operations;

        async Task<double[]> ListenAsync(int parallel)
        {
            using var listeners = new Listeners(name => against != "unheard" || name == TenancyDiagnostics.SourceName);
            return await requests.RunAsync(parallel);
        }

        async Task SendAsync(int operation)
        {
            for (var i = 0; i < Requests; i++)
            {
                if (await server.GetAsync(paths[i % paths.Count]) != StatusCodes.Status200OK)
                {
                    throw new InvalidOperationException("A request was refused.");
                }
            }
        }
    }

    private WebApplication Build(string side, Setting setting, InProcessServer server)
    {
        var isPlain = side is "plain" or "heard";
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IServer>(server);
        builder.Services.AddAuthentication(BenchScheme.Name).AddScheme<AuthenticationSchemeOptions, BenchScheme>(BenchScheme.Name, null);
        if (isPlain)
        {
            builder.Services.AddDbContextPool<PlainDbContext>(options =>
            {
                setting.Engine.Use(options, setting.Database, _workspaces[setting.Database][0].Schema.Name);
                options.ReplaceService<IModelCacheKeyFactory, RivalModelCacheKeyFactory>();
            });
        }
        else
        {
            builder.Services.AddPmAssistTenancy<BenchDbContext>(tenancy => setting.Engine.Use(tenancy, setting.Database));
            builder.Services.AddWorkspaceResolution(resolve => resolve.FromRoute("workspace"));
        }

        var app = builder.Build();
        app.UseAuthentication();
        var isOfWorkspace = !isPlain && side != "bare";
        if (isOfWorkspace)
        {
            app.UseWorkspaces();
        }

        var endpoint = app.MapGet(
            "/w/{workspace}",
            !_queries ? _ => Task.CompletedTask : isPlain ? QueryAsync<PlainDbContext> : QueryAsync<BenchDbContext>);
        if (isOfWorkspace)
        {
            endpoint.RequireWorkspace();
        }

        return app;
    }

    private static async Task QueryAsync<TContext>(HttpContext request)
        where TContext : DbContext
    {
        var context = request.RequestServices.GetRequiredService<TContext>();
        if (await context.Set<WorkspaceAgent>().AsNoTracking().SingleAsync() is not { Kind: "bench" })
        {
            throw new InvalidOperationException("The agent is another one.");
        }
    }
}
