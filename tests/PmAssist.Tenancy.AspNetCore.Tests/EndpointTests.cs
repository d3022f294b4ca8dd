using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.AspNetCore.Tests;

/// <summary>Endpoints of each kind, policies, and pipelines that cannot work.</summary>
public sealed class EndpointTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/w/northwind/notes", "northwind 0")]
    [InlineData("/w/northwind/agents", "northwind 0")]
    [InlineData("/w/northwind/page", "northwind 0")]
    [InlineData("/w/northwind/count", "0")]
    [InlineData("/w/northwind/same", "northwind")]
    public async Task The_workspace_and_its_contexts_are_parameters(string url, string answer)
    {
        await using var host = await WebHost.StartAsync(
            build: builder =>
            {
                builder.Services.AddControllersWithViews().AddApplicationPart(typeof(NotesController).Assembly);
                builder.Services.AddRazorPages();
            },
            map: app =>
            {
                app.MapControllers();
                app.MapRazorPages();
#pragma warning disable ASP0020 // The page says that this works.
                app.MapGet("/w/{workspace}/same", (Workspace workspace) => workspace.Slug).RequireWorkspace();
#pragma warning restore ASP0020
            });
        await host.CreateAsync("northwind");

        (await host.TextAsync(url)).Trim().Should().Be(answer);
        (await host.TextAsync(url, "mallory")).Should().Be("404");
        (await host.TextAsync(url, user: null)).Should().Be("401");
        (await host.TextAsync(url.Replace("northwind", "nobodys", StringComparison.Ordinal))).Should().Be("404");
    }

    [Fact]
    public async Task The_nearest_requirement_counts()
    {
        await using var host = await WebHost.StartAsync(
            build: builder => builder.Services.AddControllersWithViews().AddApplicationPart(typeof(NotesController).Assembly),
            map: app => app.MapControllers());
        await host.CreateAsync("northwind", ("grace", WorkspaceRole.Member), ("alan", WorkspaceRole.Viewer));

        (await host.TextAsync("/w/northwind/notes", "grace")).Should().Be("northwind 0");
        (await host.TextAsync("/w/northwind/notes", "alan")).Should().Be("403");
        (await host.TextAsync("/w/northwind/notes/admin", "grace")).Should().Be("403");
        (await host.TextAsync("/w/northwind/notes/admin", "ada")).Should().Be("northwind");
        (await host.TextAsync("/w/nobodys/notes/open", user: null)).Should().Be("none");
    }

    [Fact]
    public async Task A_request_sees_its_own_rows_only()
    {
        await using var host = await WebHost.StartAsync(map: app =>
        {
            app.MapPost("/w/{workspace}/add", async (WorkspaceDbContext context, IIntegrationService integrations, string workspace) =>
            {
                await integrations.CreateAsync(new NewIntegration("github", workspace, workspace));
                return await context.Integrations.Select(i => i.ExternalId).SingleAsync();
            }).RequireWorkspace();
        });
        foreach (var slug in (string[])["northwind", "eastwind"])
        {
            await host.CreateAsync(slug);
            using var client = host.Server.CreateClient();
            client.DefaultRequestHeaders.Add(TestScheme.UserHeader, "ada");
            using var response = await client.PostAsync($"/w/{slug}/add", content: null, Token);
            (await response.Content.ReadAsStringAsync(Token)).Should().Be(slug);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_policy_gets_the_same_answers_wherever_authorization_comes(bool authorizationFirst)
    {
        await using var host = await WebHost.StartAsync(
            builder =>
            {
                builder.Services.AddWorkspaceResolution(r => r.FromRoute("workspace"));
                builder.Services.AddAuthorizationBuilder()
                    .AddPolicy("admins", policy => policy.RequireAuthenticatedUser().RequireWorkspace(WorkspaceRole.Admin))
                    .AddPolicy("never", policy => policy.RequireAuthenticatedUser().RequireWorkspace().RequireAssertion(_ => false));
            },
            app =>
            {
                app.UseRouting();
                app.UseAuthentication();
                if (authorizationFirst)
                {
                    app.UseAuthorization();
                }

                app.UseWorkspaces();
                if (!authorizationFirst)
                {
                    app.UseAuthorization();
                }

                app.MapGet("/w/{workspace}/policy", (Workspace current) => current.Slug).RequireAuthorization("admins");
                app.MapGet("/w/{workspace}/both", (Workspace current) => current.Slug).RequireAuthorization("admins").RequireWorkspace();
                app.MapGet("/w/{workspace}/never", () => "never").RequireAuthorization("never");
            });
        var workspace = await host.CreateAsync("northwind", ("grace", WorkspaceRole.Member));

        foreach (var end in (string[])["policy", "both"])
        {
            (await host.TextAsync($"/w/northwind/{end}")).Should().Be("northwind");
            await AnswerTests.ExpectAsync(await host.GetAsync($"/w/northwind/{end}", "grace"), 403, WorkspaceProblemTypes.RoleTooLow);
            await AnswerTests.ExpectAsync(await host.GetAsync($"/w/northwind/{end}", "mallory"), 404, WorkspaceProblemTypes.NotFound);
            await AnswerTests.ExpectAsync(await host.GetAsync($"/w/nobodys/{end}", "ada"), 404, WorkspaceProblemTypes.NotFound);
            (await host.TextAsync($"/w/northwind/{end}", user: null)).Should().Be("401");
        }

        (await host.TextAsync("/w/northwind/never")).Should().Be("403", "the host's own requirement fails");
        await host.WithAsync<IWorkspaceService, Workspace>(w => w.SuspendAsync(workspace.Id, cancellationToken: Token));
        await AnswerTests.ExpectAsync(await host.GetAsync("/w/northwind/policy"), 403, WorkspaceProblemTypes.Suspended);
    }

    [Fact]
    public async Task A_hosts_own_authorization_results_still_count()
    {
        await using var host = await WebHost.StartAsync(
            builder =>
            {
                builder.Services.AddSingleton<IAuthorizationMiddlewareResultHandler, TeapotResults>();
                builder.Services.AddWorkspaceResolution(r => r.FromRoute("workspace"));
                builder.Services.AddAuthorizationBuilder().AddPolicy("never", policy => policy.RequireAssertion(_ => false));
            },
            app =>
            {
                app.UseWorkspaces();
                app.MapGet("/never", () => "never").RequireAuthorization("never");
            });
        (await host.TextAsync("/never")).Should().Be("418");
    }

    [Fact]
    public async Task An_endpoint_that_nothing_looks_after_stops_the_start()
    {
        var start = () => WebHost.StartAsync(
            builder => builder.Services.AddWorkspaceResolution(r => r.FromRoute("workspace")), WebHost.MapWorkspaces);
        (await start.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*requires a workspace*app.UseWorkspaces()*");

        var withoutServices = () => WebHost.StartAsync(_ => { }, app => app.UseWorkspaces());
        (await withoutServices.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*AddWorkspaceResolution*");
    }

    /// <summary>Nobody signs in here, so nothing has made the request's scope before <c>UseWorkspaces</c>.</summary>
    [Fact]
    public async Task The_scope_is_in_the_workspace_whoever_made_it()
    {
        var before = new List<string?>();
        var user = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, "ada")], "test"));
        await using var host = await WebHost.StartAsync(
            builder => builder.Services.AddWorkspaceResolution(r => r.FromRoute("workspace")),
            app =>
            {
                app.UseRouting();
                app.Use(async (context, next) =>
                {
                    context.User = user;
                    var early = context.Request.Query.ContainsKey("early")
                        ? context.RequestServices.GetRequiredService<IWorkspaceAccessor>() : null;
                    await next(context);
                    before.Add(early?.Current?.Slug);
                });
                app.UseWorkspaces();
                app.MapGet("/w/{workspace}/nothing", () => "nothing").RequireWorkspace();
                app.MapGet("/w/{workspace}/slug", (IWorkspaceAccessor accessor) => accessor.Current!.Slug).RequireWorkspace();
            });
        await host.CreateAsync("northwind");

        (await host.TextAsync("/w/northwind/slug")).Should().Be("northwind");
        (await host.TextAsync("/w/northwind/slug?early")).Should().Be("northwind");
        (await host.TextAsync("/w/northwind/nothing?early")).Should().Be("nothing");
        before.Should().Equal(null, "northwind", "northwind");
    }

    [Fact]
    public async Task Health_checks_answer_through_the_pipeline_and_those_of_a_workspace_context_say_what_to_use()
    {
        await using var host = await WebHost.StartAsync(
            build: builder => builder.Services.AddHealthChecks().AddPmAssistTenancy(),
            map: app =>
            {
                foreach (var tag in (string[])["live", "ready", "fleet"])
                {
                    app.MapHealthChecks($"/health/{tag}", new HealthCheckOptions { Predicate = check => check.Tags.Contains(tag) });
                }
            });

        (await host.TextAsync("/health/live", user: null)).Should().Be("Healthy");
        (await host.TextAsync("/health/ready", user: null)).Should().Be("Healthy");
        (await host.TextAsync("/health/fleet", user: null)).Should().Be("Healthy");
        var workspace = await host.CreateAsync("northwind");
        workspace.Status.Should().Be(WorkspaceStatus.Active);

        await using var scope = host.Services.CreateAsyncScope();
        scope.ServiceProvider.Invoking(s => s.GetRequiredService<WorkspaceDbContext>()).Should().Throw<WorkspaceNotBoundException>()
            .WithMessage("*AddHealthChecks().AddPmAssistTenancy()*");
    }

    [Fact]
    public async Task A_workspace_where_none_is_required_is_an_error_that_says_what_to_do()
    {
        await using var host = await WebHost.StartAsync(map: app => app.MapGet("/wrong", (Workspace workspace) => workspace.Slug));
        (await FluentActions.Awaiting(() => host.GetAsync("/wrong")).Should().ThrowAsync<InvalidOperationException>())
            .WithMessage("*RequireWorkspace()*");
    }
}
