using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PmAssist.Tenancy.Benchmarks;

/// <summary>
/// Requests through a whole pipeline, in process: an endpoint that is for one workspace, against the same endpoint that is for none. One
/// operation is 1,000 requests, so a millisecond of it is a microsecond of a request.
/// </summary>
internal sealed class RequestScenario : Scenario
{
    private const int Requests = 1000;
    private const int Operations = 100;
    private const string User = "ada";

    private IReadOnlyList<Workspace> _workspaces = [];

    public override bool OnlyReads => true;

    public override async Task FillAsync(Setting setting)
    {
        if (_workspaces.Count > 0)
        {
            return;
        }

        await using var host = await OurHost<BenchDbContext>.StartAsync(setting);
        await Side.ForEach(Setting.NewSchemas(setting.Workspaces), async schema => await host.CreateAsync(schema)).RunAsync(parallel: 4);
        _workspaces = await host.ListAsync();
    }

    public override async Task<Side> PrepareAsync(string side, Setting setting)
    {
        var server = new InProcessServer();
        var app = Build(side, setting, server);
        await app.StartAsync();
        List<string> paths = [.. _workspaces.Select(w => $"/w/{w.Slug}")];
        await SendAsync(0);
        var operations = Side.ForEach([.. Enumerable.Range(0, Operations)], SendAsync, app);
        await operations.RunAsync(setting.Parallel);
        return operations;

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

    private static WebApplication Build(string side, Setting setting, InProcessServer server)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IServer>(server);
        builder.Services.AddPmAssistTenancy<BenchDbContext>(tenancy => setting.Engine.Use(tenancy, setting.Database));
        builder.Services.AddWorkspaceResolution(resolve => resolve.FromRoute("workspace"));

        var app = builder.Build();
        var user = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, User)], "bench"));
        app.Use((context, next) =>
        {
            context.User = user;
            return next(context);
        });
        if (side == Ours)
        {
            app.UseWorkspaces();
        }

        var endpoint = app.MapGet("/w/{workspace}", context => Task.CompletedTask);
        if (side == Ours)
        {
            endpoint.RequireWorkspace();
        }

        return app;
    }
}
