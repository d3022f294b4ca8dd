using System.Security.Claims;
using System.Security.Cryptography;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.OutputCaching;

namespace PmAssist.Tenancy.AspNetCore.Tests;

/// <summary>What a process shares keeps workspaces apart, and what it sends names them.</summary>
public sealed class BeyondTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_output_cache_keeps_answers_of_each_workspace_for_its_members()
    {
        var made = 0;
        await using var host = await WebHost.StartAsync(
            builder =>
            {
                builder.Services.AddWorkspaceResolution(r => r.FromHeader("X-Workspace"));
                builder.Services.AddOutputCache(options => options.AddPolicy("members", policy => policy.CacheByWorkspace()));
            },
            app =>
            {
                app.UseRouting();
                app.UseAuthentication();
                app.Use(SignedInAsync);
                app.UseWorkspaces();
                app.UseOutputCache();
                app.MapGet("/report", (Workspace workspace) => $"{workspace.Slug} {++made}").RequireWorkspace().CacheOutput("members");
                app.MapGet("/admin", (Workspace workspace) => $"{workspace.Slug} {++made}").RequireWorkspace(WorkspaceRole.Admin)
                    .CacheOutput("members");
                app.MapGet("/own", () => $"{++made}").CacheOutput("members");
                app.MapGet("/cookie", (HttpContext context) =>
                {
                    context.Response.Cookies.Append("a", "b");
                    return $"{++made}";
                }).RequireWorkspace().CacheOutput(policy => policy.CacheByWorkspace().Expire(TimeSpan.FromMinutes(1)));
            });
        var northwind = await host.CreateAsync("northwind", ("grace", WorkspaceRole.Viewer));
        await host.CreateAsync("eastwind");
        var (inNorthwind, inEastwind) = (("X-Workspace", "northwind"), ("X-Workspace", "eastwind"));

        (await host.TextAsync("/report", "ada", inNorthwind)).Should().Be("northwind 1");
        (await host.TextAsync("/report", "ada", inNorthwind)).Should().Be("northwind 1");
        (await host.TextAsync("/report", "grace", inNorthwind)).Should().Be("northwind 1");
        (await host.TextAsync("/report", "ada", inEastwind)).Should().Be("eastwind 2");
        (await host.TextAsync("/report", "mallory", inNorthwind)).Should().Be("404");
        (await host.TextAsync("/admin", "ada", inNorthwind)).Should().Be("northwind 3");
        (await host.TextAsync("/admin", "grace", inNorthwind)).Should().Be("403");

        (await host.TextAsync("/own")).Should().Be("4", "nothing says that this is the same for everybody who is signed in");
        (await host.TextAsync("/own")).Should().Be("5");
        (await host.TextAsync("/own", "grace")).Should().Be("6");
        (await host.TextAsync("/cookie", "ada", inNorthwind)).Should().Be("7");
        (await host.TextAsync("/cookie", "ada", inNorthwind)).Should().Be("8");

        await host.Services.GetRequiredService<IOutputCacheStore>().EvictByTagAsync(northwind.WorkspaceTag(), Token);
        (await host.TextAsync("/report", "ada", inNorthwind)).Should().Be("northwind 9");
        (await host.TextAsync("/report", "ada", inEastwind)).Should().Be("eastwind 2");

        static Task SignedInAsync(HttpContext context, Func<Task> next)
        {
            context.User = new ClaimsPrincipal(context.User.Identities.Where(i => i.IsAuthenticated));
            return next();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Before_UseWorkspaces_nothing_is_shared_silently(bool routingLast)
    {
        await using var host = await WebHost.StartAsync(
            builder =>
            {
                builder.Services.AddWorkspaceResolution(r => r.FromRoute("workspace"));
                builder.Services.AddOutputCache(options => options.AddPolicy("members", policy => policy.CacheByWorkspace()));
                builder.Services.AddRateLimiter(options => options.AddPolicy("fair", Fair));
            },
            app =>
            {
                if (routingLast)
                {
                    app.UseWorkspaces();
                    app.UseRouting();
                }

                app.UseAuthentication();
                app.UseRateLimiter();
                app.UseOutputCache();
                if (!routingLast)
                {
                    app.UseWorkspaces();
                }

                app.MapGet("/w/{workspace}/limited", (Workspace current) => current.Slug).RequireWorkspace().RequireRateLimiting("fair");
                app.MapGet("/w/{workspace}/cached", (Workspace current) => current.Slug).RequireWorkspace().CacheOutput("members");
                app.MapGet("/limited", () => "limited").RequireRateLimiting("fair");
                app.MapGet("/cached", () => "cached").CacheOutput("members");
            });
        await host.CreateAsync("northwind");

        foreach (var what in (string[])["limited", "cached"])
        {
            await FluentActions.Awaiting(() => host.GetAsync($"/w/northwind/{what}")).Should().ThrowAsync<InvalidOperationException>()
                .WithMessage("*after app.UseWorkspaces()*");
            (await host.TextAsync($"/{what}")).Should().Be(what, "it is for no workspace");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_output_cache_never_answers_before_the_endpoints_policy(bool before)
    {
        await using var host = await WebHost.StartAsync(
            builder =>
            {
                builder.Services.AddWorkspaceResolution(r => r.FromRoute("workspace"));
                builder.Services.AddAuthorizationBuilder()
                    .AddPolicy("ada only", policy => policy.RequireAssertion(c => c.User.HasClaim(ClaimTypes.NameIdentifier, "ada")));
                builder.Services.AddOutputCache(options => options.AddPolicy("members", policy => policy.CacheByWorkspace()));
            },
            app =>
            {
                app.UseRouting();
                app.UseAuthentication();
                app.UseWorkspaces();
                if (before)
                {
                    app.UseOutputCache();
                }

                app.UseAuthorization();
                if (!before)
                {
                    app.UseOutputCache();
                }

                app.MapGet("/w/{workspace}/bills", (Workspace current) => current.Slug)
                    .RequireWorkspace().RequireAuthorization("ada only").CacheOutput("members");
                app.MapGet("/w/{workspace}/open", (Workspace current) => current.Slug).RequireWorkspace().CacheOutput("members");
            });
        await host.CreateAsync("northwind", ("grace", WorkspaceRole.Viewer));

        (await host.TextAsync("/w/northwind/open", "grace")).Should().Be("northwind", "it has no policy");
        if (before)
        {
            await FluentActions.Awaiting(() => host.TextAsync("/w/northwind/bills", "ada"))
                .Should().ThrowAsync<InvalidOperationException>().WithMessage("*after app.UseAuthorization()*");
            return;
        }

        (await host.TextAsync("/w/northwind/bills", "ada")).Should().Be("northwind");
        (await host.TextAsync("/w/northwind/bills", "ada")).Should().Be("northwind");
        (await host.TextAsync("/w/northwind/bills", "grace")).Should().Be("403");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_limit_on_everything_comes_after_UseWorkspaces_too(bool before)
    {
        await using var host = await WebHost.StartAsync(
            builder =>
            {
                builder.Services.AddWorkspaceResolution(r => r.FromRoute("workspace"));
                builder.Services.AddRateLimiter(
                    options => options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(Fair));
            },
            app =>
            {
                if (before)
                {
                    app.UseRateLimiter();
                    app.UseRouting();
                    app.UseAuthentication();
                }

                app.UseWorkspaces();
                if (!before)
                {
                    app.UseRateLimiter();
                }

                WebHost.MapWorkspaces(app);
            });
        await host.CreateAsync("northwind");

        if (before)
        {
            await FluentActions.Awaiting(() => host.GetAsync("/w/northwind")).Should().ThrowAsync<InvalidOperationException>();
        }
        else
        {
            (await host.TextAsync("/w/northwind")).Should().Be("northwind");
            (await host.TextAsync("/no/such/endpoint")).Should().Be("404");
            (await host.TextAsync("/health")).Should().Be("healthy");
        }
    }

    [Fact]
    public async Task A_rate_limit_is_each_workspaces_own()
    {
        await using var host = await WebHost.StartAsync(
            builder =>
            {
                builder.Services.AddWorkspaceResolution(r => r.FromRoute("workspace"));
                builder.Services.AddRateLimiter(options => options.AddPolicy("fair", Fair));
            },
            app =>
            {
                app.UseWorkspaces();
                app.UseRateLimiter();
                app.MapGet("/w/{workspace}", (Workspace current) => current.Slug).RequireWorkspace().RequireRateLimiting("fair");
            });
        await host.CreateAsync("northwind");
        await host.CreateAsync("eastwind");

        (await host.TextAsync("/w/northwind")).Should().Be("northwind");
        (await host.TextAsync("/w/northwind")).Should().Be("northwind");
        (await host.TextAsync("/w/northwind")).Should().Be("503");
        (await host.TextAsync("/w/eastwind")).Should().Be("eastwind");
    }

    [Fact]
    public async Task Keys_and_protected_texts_are_each_workspaces_own()
    {
        await using var host = await WebHost.StartAsync(
            build: builder => builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider());
        var northwind = await host.CreateAsync("northwind");
        var eastwind = await host.CreateAsync("eastwind");

        northwind.Key("plan").Should().Be($"workspace-{northwind.Id:N}:plan").And.NotBe(eastwind.Key("plan"));
        northwind.Key("plan").Should().StartWith(northwind.WorkspaceTag());
        var provider = host.Services.GetRequiredService<IDataProtectionProvider>();
        var text = provider.CreateProtector(northwind, "tokens").Protect("secret");
        provider.CreateProtector(northwind, "tokens").Unprotect(text).Should().Be("secret");
        provider.Invoking(p => p.CreateProtector(eastwind, "tokens").Unprotect(text)).Should().Throw<CryptographicException>();
        provider.Invoking(p => p.CreateProtector(northwind, "links").Unprotect(text)).Should().Throw<CryptographicException>();
    }

    [Fact]
    public async Task A_client_passes_the_requests_workspace_on()
    {
        var handler = new RecordingHandler();
        await using var host = await WebHost.StartAsync(
            build: builder => builder.Services.AddHttpClient("billing", client => client.BaseAddress = new Uri("http://billing.test"))
                .AddWorkspaceHeader("X-Workspace").ConfigurePrimaryHttpMessageHandler(() => handler),
            map: app =>
            {
                app.MapGet("/w/{workspace}/bill", SendAsync).RequireWorkspace();
                app.MapGet("/open", SendAsync);
            });
        var northwind = await host.CreateAsync("northwind");

        await host.TextAsync("/w/northwind/bill");
        await host.TextAsync("/open", "ada", ("X-Workspace", "smuggled"));
        var client = host.Services.GetRequiredService<IHttpClientFactory>().CreateClient("billing");
        using var message = new HttpRequestMessage(HttpMethod.Get, "/").ForWorkspace(northwind);
        message.Headers.Add("X-Workspace", "its own");
        using var response = await client.SendAsync(message, Token);

        handler.Seen.Should().Equal($"{northwind.Id}", "", $"{northwind.Id}");

        async Task<string> SendAsync(IHttpClientFactory clients) => await clients.CreateClient("billing").GetStringAsync("/");
    }

    private static RateLimitPartition<string> Fair(HttpContext context)
        => RateLimitPartition.GetFixedWindowLimiter(
            context.WorkspacePartition(),
            _ => new FixedWindowRateLimiterOptions { PermitLimit = 2, Window = TimeSpan.FromHours(1) });

    private sealed class RecordingHandler : HttpMessageHandler
    {
        public List<string> Seen { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Seen.Add(request.Headers.TryGetValues("X-Workspace", out var values) ? string.Join(",", values) : "");
            return Task.FromResult(new HttpResponseMessage { Content = new StringContent("billed") });
        }
    }
}
