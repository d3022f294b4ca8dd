using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Routing;

namespace PmAssist.Tenancy.AspNetCore.Tests;

/// <summary>The requirement where a host asks by itself.</summary>
public sealed class PolicyTests
{
    private static readonly AuthorizationPolicy Admins = new AuthorizationPolicyBuilder().RequireWorkspace(WorkspaceRole.Admin).Build();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("request")]
    [InlineData("filter")]
    [InlineData("document")]
    public async Task It_is_about_the_user_that_it_is_given(string resource)
    {
        await using var host = await StartAsync(resource);
        await host.CreateAsync("northwind", ("grace", WorkspaceRole.Admin), ("alan", WorkspaceRole.Member));

        (await host.TextAsync("/w/northwind/ask")).Should().Be("True");
        (await host.TextAsync("/w/northwind/ask?about=grace")).Should().Be("True");
        (await host.TextAsync("/w/northwind/ask?about=alan")).Should().Be("False");
        (await host.TextAsync("/w/northwind/ask?about=mallory")).Should().Be("False");
        (await host.TextAsync("/w/northwind/ask?about=grace", "alan")).Should().Be("True");
        (await host.TextAsync("/w/northwind/ask", "alan")).Should().Be("False");
    }

    [Fact]
    public async Task It_sees_a_role_that_changes_while_the_request_lasts()
    {
        await using var host = await WebHost.StartAsync(map: app => app.MapGet(
            "/w/{workspace}/long",
            async (HttpContext context, IAuthorizationService authorization, IWorkspaceMemberService members) =>
            {
                var before = (await authorization.AuthorizeAsync(context.User, context, Admins)).Succeeded;
                await members.ChangeRoleAsync(context.GetWorkspace()!.Id, "grace", WorkspaceRole.Viewer, cancellationToken: Token);
                return $"{before} {(await authorization.AuthorizeAsync(context.User, context, Admins)).Succeeded}";
            }).RequireWorkspace());
        await host.CreateAsync("northwind", ("grace", WorkspaceRole.Admin));
        (await host.TextAsync("/w/northwind/long", "grace")).Should().Be("True False");
    }

    private static Task<WebHost> StartAsync(string resource)
        => WebHost.StartAsync(
            build: builder => builder.Services.AddHttpContextAccessor(),
            map: app => app.MapGet("/w/{workspace}/ask", async (HttpContext context, IAuthorizationService authorization, string? about) =>
            {
                var user = about is null ? context.User
                    : new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, about)], "test"));
                object asked = resource switch
                {
                    "request" => context,
                    "filter" => new AuthorizationFilterContext(new ActionContext(context, new RouteData(), new ActionDescriptor()), []),
                    _ => "a document",
                };
                return $"{(await authorization.AuthorizeAsync(user, asked, Admins)).Succeeded}";
            }).RequireWorkspace());
}
