using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;

namespace PmAssist.Tenancy.AspNetCore.Tests;

/// <summary>An endpoint that requires a workspace is not open, whichever way a request comes to it.</summary>
public sealed class GuardTests
{
    [Fact]
    public async Task A_branch_without_UseWorkspaces_is_not_open()
    {
        await using var host = await WebHost.StartAsync(
            builder => builder.Services.AddWorkspaceResolution(r => r.FromRoute("workspace")),
            app =>
            {
                app.UseAuthentication();
                app.UseWhen(context => context.Request.Query.ContainsKey("normal"), branch => branch.UseWorkspaces());
                app.MapGet("/w/{workspace}", (Workspace current) => current.Slug).RequireWorkspace();
                app.MapGet("/w/{workspace}/blind", () => "blind").RequireWorkspace(WorkspaceRole.Member);
            });
        await ExpectGuardedAsync(host, "");
        await ExpectGuardedAsync(host, "?normal");
    }

    [Fact]
    public async Task Endpoints_that_run_before_it_are_not_open()
    {
        await using var host = await WebHost.StartAsync(
            builder => builder.Services.AddWorkspaceResolution(r => r.FromRoute("workspace")),
            app =>
            {
                app.UseRouting();
                app.UseAuthentication();
                app.MapGet("/w/{workspace}", (Workspace current) => current.Slug).RequireWorkspace();
                app.MapGet("/w/{workspace}/blind", () => "blind").RequireWorkspace(WorkspaceRole.Member);
#pragma warning disable ASP0014 // This is about endpoints that run before the rest of the pipeline.
                app.UseEndpoints(_ => { });
#pragma warning restore ASP0014
                app.UseWorkspaces();
            });
        await ExpectGuardedAsync(host, "");
    }

    [Fact]
    public async Task An_endpoint_that_is_chosen_after_it_is_not_open()
    {
        await using var host = await WebHost.StartAsync(
            builder => builder.Services.AddWorkspaceResolution(r => r.FromRoute("workspace")),
            app =>
            {
                app.UseWorkspaces();
                app.UseRouting();
                app.UseAuthentication();
                app.MapGet("/w/{workspace}", (Workspace current) => current.Slug).RequireWorkspace();
                app.MapGet("/w/{workspace}/blind", () => "blind").RequireWorkspace(WorkspaceRole.Member);
            });
        await ExpectGuardedAsync(host, "");
    }

    [Fact]
    public async Task A_short_circuit_is_not_open()
    {
        await using var host = await WebHost.StartAsync(
            builder => builder.Services.AddWorkspaceResolution(r => r.FromRoute("workspace")),
            app =>
            {
                app.UseAuthentication();
                app.UseRouting();
                app.UseWorkspaces();
                app.MapGet("/w/{workspace}", (Workspace current) => current.Slug).RequireWorkspace().ShortCircuit();
                app.MapGet("/w/{workspace}/blind", () => "blind").RequireWorkspace(WorkspaceRole.Member).ShortCircuit();
            });
        await ExpectGuardedAsync(host, "");
    }

    [Fact]
    public async Task Controllers_pages_and_handlers_with_attributes_are_not_open()
    {
        await using var host = await WebHost.StartAsync(
            builder =>
            {
                builder.Services.AddWorkspaceResolution(r => r.FromRoute("workspace"));
                builder.Services.AddControllersWithViews().AddApplicationPart(typeof(MixedController).Assembly);
                builder.Services.AddRazorPages();
            },
            app =>
            {
                app.UseWhen(context => context.Request.Query.ContainsKey("normal"), branch => branch.UseWorkspaces());
                app.MapControllers();
                app.MapRazorPages();
                app.MapGet("/w/{workspace}/lambda", [RequireWorkspace(WorkspaceRole.Admin)] () => "lambda");
            });
        await host.CreateAsync("northwind", ("alan", WorkspaceRole.Viewer));
        foreach (var (url, answer) in new[] { ("mixed/admin", "northwind"), ("page", "northwind 0"), ("lambda", "lambda") })
        {
            (await host.TextAsync($"/w/northwind/{url}", "alan")).Should().Be("403");
            (await host.TextAsync($"/w/northwind/{url}", "mallory")).Should().Be("404");
            (await host.TextAsync($"/w/northwind/{url}", user: null)).Should().Be("401");
            (await host.TextAsync($"/w/northwind/{url}")).Trim().Should().Be(answer);
        }
    }

    [Fact]
    public async Task What_is_executed_again_is_not_open()
    {
        await using var host = await WebHost.StartAsync(
            builder => builder.Services.AddWorkspaceResolution(r => r.FromRoute("workspace")),
            app =>
            {
                app.UseWorkspaces();
                app.UseStatusCodePagesWithReExecute("/w/northwind/blind");
                app.UseRouting();
                app.MapGet("/w/{workspace}/blind", () => "blind").RequireWorkspace(WorkspaceRole.Member);
                app.MapGet("/teapot", () => Results.StatusCode(418));
            });
        await host.CreateAsync("northwind", ("alan", WorkspaceRole.Viewer));

        (await BodyAsync(host, "ada")).Should().Be("blind");
        foreach (var user in (string?[])["mallory", "alan", null])
        {
            (await BodyAsync(host, user)).Should().NotContain("blind");
        }
    }

    [Fact]
    public async Task A_request_that_is_led_elsewhere_is_decided_again()
    {
        await using var host = await WebHost.StartAsync(
            builder => builder.Services.AddWorkspaceResolution(r => r.FromRoute("workspace")),
            app =>
            {
                app.UseRouting();
                app.UseAuthentication();
                app.UseWorkspaces();
                app.Use(async (context, next) =>
                {
                    if (context.Request.Headers["To"].ToString() is { Length: > 0 } path)
                    {
                        context.Request.Path = path;
                        context.Request.RouteValues.Clear();
                        context.SetEndpoint(null);
                    }

                    await next(context);
                });
                app.UseRouting();
                app.UseWorkspaces();
                app.MapGet("/w/{workspace}/role", (HttpContext context) => $"{context.GetWorkspace()?.Slug} {context.GetWorkspaceRole()}")
                    .RequireWorkspace();
                app.MapGet("/open", () => "open");
            });
        await host.CreateAsync("northwind", ("grace", WorkspaceRole.Owner));
        await host.CreateAsync("eastwind");

        (await host.TextAsync("/w/northwind/role", "grace", ("To", "/w/eastwind/role"))).Should().Be("404");
        (await host.TextAsync("/w/northwind/role", "grace", ("To", "/w/nobodys/role"))).Should().Be("404");
        (await host.TextAsync("/w/northwind/role", "grace", ("To", "/w/northwind/role"))).Should().Be("northwind Owner");
        (await host.TextAsync("/open", "ada", ("To", "/w/eastwind/role"))).Should().Be("eastwind Owner");
        (await host.TextAsync("/w/northwind/role", "grace", ("To", "/open"))).Should().Be("open");
    }

    [Fact]
    public async Task A_user_who_changes_within_the_request_is_looked_at_again()
    {
        await using var host = await WebHost.StartAsync(
            builder =>
            {
                builder.Services.AddWorkspaceResolution(r => r.FromRoute("workspace"));
                builder.Services.AddAuthorizationBuilder()
                    .AddPolicy("members", policy => policy.RequireAuthenticatedUser().RequireWorkspace());
            },
            app =>
            {
                app.UseRouting();
                app.UseAuthentication();
                app.UseWorkspaces();
                app.Use(async (context, next) =>
                {
                    if (context.Request.Headers["Then-User"].ToString() is { Length: > 0 } user)
                    {
                        context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, user)], "second"));
                    }

                    await next(context);
                });
                app.UseAuthorization();
                app.MapGet("/w/{workspace}/blind", () => "blind").RequireWorkspace(WorkspaceRole.Member);
            });
        await host.CreateAsync("northwind", ("alan", WorkspaceRole.Viewer), ("grace", WorkspaceRole.Member));

        (await host.TextAsync("/w/northwind/blind")).Should().Be("blind");
        (await host.TextAsync("/w/northwind/blind", "ada", ("Then-User", "grace"))).Should().Be("blind");
        (await host.TextAsync("/w/northwind/blind", "ada", ("Then-User", "mallory"))).Should().Be("404");
        (await host.TextAsync("/w/northwind/blind", "ada", ("Then-User", "alan"))).Should().Be("403");
    }

    [Fact]
    public async Task A_scope_in_another_workspace_is_never_taken_for_the_requests()
    {
        var again = "";
        Guid other = default;
        await using var host = await WebHost.StartAsync(
            builder => builder.Services.AddWorkspaceResolution(r => r.FromRoute("workspace")),
            app =>
            {
                app.UseRouting();
                app.UseAuthentication();
                app.Use(async (context, next) =>
                {
                    await context.RequestServices.GetRequiredService<IWorkspaceAccessor>().EnterAsync(other);
                    try
                    {
                        await next(context);
                    }
                    catch (InvalidOperationException)
                    {
                        again = context.Invoking(c => c.RequestServices).Should().Throw<InvalidOperationException>().Which.Message;
                    }
                });
                app.UseWorkspaces();
                app.MapGet("/w/{workspace}", (Workspace current) => current.Slug).RequireWorkspace();
            });
        await host.CreateAsync("northwind");
        other = (await host.CreateAsync("eastwind")).Id;

        await host.TextAsync("/w/northwind");
        again.Should().Contain($"{other}");
        (await host.TextAsync("/w/eastwind")).Should().Be("eastwind");
    }

    private static async Task<string> BodyAsync(WebHost host, string? user)
    {
        using var response = await host.GetAsync("/teapot", user);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static async Task ExpectGuardedAsync(WebHost host, string query)
    {
        var slug = query.Length == 0 ? "northwind" : "eastwind";
        await host.CreateAsync(slug, ("alan", WorkspaceRole.Viewer));
        (await host.TextAsync($"/w/{slug}{query}")).Should().Be(slug);
        (await host.TextAsync($"/w/{slug}/blind{query}")).Should().Be("blind");
        (await host.TextAsync($"/w/{slug}/blind{query}", "alan")).Should().Be("403");
        (await host.TextAsync($"/w/{slug}/blind{query}", "mallory")).Should().Be("404");
        (await host.TextAsync($"/w/{slug}/blind{query}", user: null)).Should().Be("401");
        (await host.TextAsync($"/w/nobodys/blind{query}")).Should().Be("404");
    }
}
