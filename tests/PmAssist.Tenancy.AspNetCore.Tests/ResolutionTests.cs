using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Primitives;

namespace PmAssist.Tenancy.AspNetCore.Tests;

/// <summary>Where a request names its workspace, and what holds when it does so twice.</summary>
public sealed class ResolutionTests
{
    [Fact]
    public async Task A_route_names_a_workspace_by_slug_or_id()
    {
        await using var host = await WebHost.StartAsync();
        var workspace = await host.CreateAsync("northwind");

        (await host.TextAsync("/w/northwind")).Should().Be("northwind");
        (await host.TextAsync($"/w/{workspace.Id}")).Should().Be("northwind");
        (await host.TextAsync($"/w/{workspace.Id}".ToUpperInvariant())).Should().Be("northwind", "a GUID has no case");
        (await host.TextAsync($"/w/{workspace.Id:N}")).Should().Be("404", "that would be a slug");
        (await host.TextAsync("/w/Northwind")).Should().Be("404", "a slug has no capitals");
        (await host.TextAsync("/current")).Should().Be("404", "there is no such parameter");
    }

    [Theory]
    [InlineData("northwind.example.com", "northwind")]
    [InlineData("NorthWind.Example.COM:8443", "northwind")]
    [InlineData("example.com", "404")]
    [InlineData("northwind.example.com.", "404")]
    [InlineData("www.northwind.example.com", "404")]
    [InlineData("northwind.example.com.evil.test", "404")]
    [InlineData("northwindexample.com", "404")]
    [InlineData("xn--nrthwind-q3a.example.com", "404")]
    [InlineData("[::1]:80", "404")]
    public async Task A_host_names_a_workspace(string name, string answer)
    {
        await using var host = await WebHost.StartAsync(r => r.FromHost("{slug}.example.com"));
        await host.CreateAsync("northwind");
        (await host.TextAsync("/current", "ada", ("Host", name))).Should().Be(answer);
    }

    [Theory]
    [InlineData("example.com")]
    [InlineData("{slug}{slug}.com")]
    [InlineData("a{slug}.com")]
    [InlineData("{slug}")]
    [InlineData("{slug}.example.com:80")]
    public void A_pattern_that_is_none_is_refused(string pattern)
        => FluentActions.Invoking(() => new ServiceCollection().AddWorkspaceResolution(r => r.FromHost(pattern)))
            .Should().Throw<ArgumentException>().WithMessage("*{slug}.example.com*");

    [Fact]
    public async Task A_forwarded_host_counts_only_where_the_application_says_so()
    {
        await using var without = await WebHost.StartAsync(r => r.FromHost("{slug}.example.com"));
        await without.CreateAsync("northwind");
        await without.CreateAsync("eastwind");
        (string, string)[] headers = [("Host", "northwind.example.com"), ("X-Forwarded-Host", "eastwind.example.com")];
        (await without.TextAsync("/current", "ada", headers)).Should().Be("northwind");

        await using var with = await WebHost.StartAsync(
            builder =>
            {
                builder.Services.AddWorkspaceResolution(r => r.FromHost("{slug}.example.com"));
                builder.Services.Configure<ForwardedHeadersOptions>(options =>
                {
                    options.ForwardedHeaders = ForwardedHeaders.XForwardedHost;
                    options.KnownProxies.Clear();
                    options.KnownIPNetworks.Clear();
                });
            },
            app =>
            {
                app.UseForwardedHeaders();
                app.UseWorkspaces();
                WebHost.MapWorkspaces(app);
            });
        await with.CreateAsync("northwind");
        await with.CreateAsync("eastwind");
        (await with.TextAsync("/current", "ada", headers)).Should().Be("eastwind");
    }

    [Fact]
    public async Task A_header_a_query_and_a_claim_name_a_workspace()
    {
        await using var host = await WebHost.StartAsync(r => r.FromHeader("X-Workspace").FromQuery("workspace").FromClaim("workspace"));
        var workspace = await host.CreateAsync("northwind");

        (await host.TextAsync("/current", "ada", ("X-Workspace", "northwind"))).Should().Be("northwind");
        (await host.TextAsync("/current", "ada", ("X-Workspace", $"{workspace.Id}"))).Should().Be("northwind");
        (await host.TextAsync("/current?workspace=northwind")).Should().Be("northwind");
        (await host.TextAsync("/current", "ada", (TestScheme.ClaimHeader, "workspace=northwind"))).Should().Be("northwind");
        (await host.TextAsync("/current?workspace=", "ada", (TestScheme.ClaimHeader, "workspace=northwind"))).Should().Be("northwind");
        (await host.TextAsync("/current")).Should().Be("404", "the claim of an identity that nobody authenticated counts for nothing");
    }

    [Fact]
    public async Task A_path_base_names_a_workspace()
    {
        await using var host = await WebHost.StartAsync(
            builder => builder.Services.AddWorkspaceResolution(r => r.FromPathBase()),
            app =>
            {
                app.UsePathBase("/apps/northwind");
                app.UseRouting();
                app.UseWorkspaces();
                WebHost.MapWorkspaces(app);
            });
        await host.CreateAsync("northwind");
        (await host.TextAsync("/apps/northwind/current")).Should().Be("northwind");
        (await host.TextAsync("/current")).Should().Be("404");
    }

    [Fact]
    public async Task The_hosts_own_way_is_asked_when_nothing_before_it_names_one()
    {
        var asked = 0;
        await using var host = await WebHost.StartAsync(r => r.FromRoute("workspace").From(async context =>
        {
            asked++;
            await Task.Yield();
            return context.Request.Headers["Own"];
        }));
        await host.CreateAsync("northwind");

        (await host.TextAsync("/current", "ada", ("Own", "northwind"))).Should().Be("northwind");
        (await host.TextAsync("/current")).Should().Be("404");
        asked.Should().Be(2);
        (await host.TextAsync("/w/northwind", "ada", ("Own", "eastwind"))).Should().Be("northwind");
        asked.Should().Be(2);
    }

    [Fact]
    public async Task Two_parts_of_a_request_that_contradict_each_other_name_none()
    {
        await using var host = await WebHost.StartAsync(r => r.FromRoute("workspace").FromHeader("X-Workspace").FromQuery("workspace"));
        var northwind = await host.CreateAsync("northwind");
        var eastwind = await host.CreateAsync("eastwind");

        (await host.TextAsync("/w/northwind", "ada", ("X-Workspace", "eastwind"))).Should().Be("404");
        (await host.TextAsync("/w/northwind", "ada", ("X-Workspace", $"{eastwind.Id}"))).Should().Be("404");
        (await host.TextAsync($"/w/{northwind.Id}", "ada", ("X-Workspace", "eastwind"))).Should().Be("404");
        (await host.TextAsync("/w/northwind?workspace=../x")).Should().Be("404");
        (await host.TextAsync("/w/northwind", "ada", ("X-Workspace", $"{northwind.Id}"))).Should().Be("northwind");
        (await host.TextAsync("/w/northwind?workspace=northwind", "ada", ("X-Workspace", "northwind"))).Should().Be("northwind");
    }

    [Fact]
    public async Task A_name_given_twice_in_one_place_is_none()
    {
        await using var host = await WebHost.StartAsync(r => r.FromHeader("X-Workspace").FromQuery("workspace").FromClaim("workspace"));
        await host.CreateAsync("northwind");
        await host.CreateAsync("eastwind");

        (await host.TextAsync("/current", "ada", ("X-Workspace", "northwind"), ("X-Workspace", "northwind"))).Should().Be("404");
        (await host.TextAsync("/current", "ada", ("X-Workspace", "northwind,eastwind"))).Should().Be("404");
        (await host.TextAsync("/current?workspace=northwind&workspace=eastwind")).Should().Be("404");
        (await host.TextAsync(
            "/current", "ada", (TestScheme.ClaimHeader, "workspace=northwind"), (TestScheme.ClaimHeader, "workspace=eastwind")))
            .Should().Be("404");
        (await host.TextAsync(
            "/current", "ada", (TestScheme.ClaimHeader, "workspace=northwind"), (TestScheme.ClaimHeader, "workspace=northwind")))
            .Should().Be("northwind");
    }

    [Fact]
    public async Task A_claim_after_the_route_is_a_default_and_before_it_binds()
    {
        (string, string) claim = (TestScheme.ClaimHeader, "workspace=northwind");
        await using var after = await WebHost.StartAsync(r => r.FromRoute("workspace").FromClaim("workspace"));
        await after.CreateAsync("northwind");
        await after.CreateAsync("eastwind");
        (await after.TextAsync("/current", "ada", claim)).Should().Be("northwind");
        (await after.TextAsync("/w/eastwind", "ada", claim)).Should().Be("eastwind");

        await using var before = await WebHost.StartAsync(r => r.FromClaim("workspace").FromRoute("workspace"));
        await before.CreateAsync("northwind");
        await before.CreateAsync("eastwind");
        (await before.TextAsync("/w/northwind", "ada", claim)).Should().Be("northwind");
        (await before.TextAsync("/w/eastwind", "ada", claim)).Should().Be("404");
    }

    [Fact]
    public async Task A_users_id_is_what_the_host_says()
    {
        await using var host = await WebHost.StartAsync(r => r.FromRoute("workspace").UserIdFrom(user => user.FindFirst("email")?.Value));
        await host.CreateAsync("northwind", ("grace@example.com", WorkspaceRole.Member));

        (await host.TextAsync("/w/northwind", "ada")).Should().Be("404");
        (await host.TextAsync("/w/northwind", "ada", (TestScheme.ClaimHeader, "email=grace@example.com"))).Should().Be("northwind");
    }

    [Fact]
    public void A_registration_that_cannot_work_is_refused()
    {
        var services = new ServiceCollection();
        services.Invoking(s => s.AddWorkspaceResolution(_ => { })).Should().Throw<InvalidOperationException>().WithMessage("*FromRoute*");
        services.AddWorkspaceResolution(r => r.FromRoute("workspace"));
        services.Invoking(s => s.AddWorkspaceResolution(r => r.FromRoute("workspace"))).Should().Throw<InvalidOperationException>();
        services.Invoking(s => s.AddWorkspaceResolution(r => r.FromHeader(" "))).Should().Throw<InvalidOperationException>();
    }
}
