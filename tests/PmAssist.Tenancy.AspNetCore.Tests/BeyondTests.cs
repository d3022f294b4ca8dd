using System.Security.Cryptography;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http.Features;

namespace PmAssist.Tenancy.AspNetCore.Tests;

/// <summary>What a process shares keeps workspaces apart, and what it sends names them.</summary>
public sealed class BeyondTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_output_cache_keeps_workspaces_apart()
    {
        var made = 0;
        await using var host = await WebHost.StartAsync(
            builder =>
            {
                builder.Services.AddWorkspaceResolution(r => r.FromHeader("X-Workspace"));
                builder.Services.AddOutputCache(options => options.AddBasePolicy(policy => policy.VaryByWorkspace()));
            },
            app =>
            {
                app.UseWorkspaces();
                app.UseOutputCache();
                app.MapGet("/report", (Workspace workspace) => $"{workspace.Slug} {++made}").RequireWorkspace().CacheOutput();
                app.MapGet("/open", () => $"{++made}").CacheOutput();
            });
        await host.CreateAsync("northwind");
        await host.CreateAsync("eastwind");

        (await host.TextAsync("/report", "ada", ("X-Workspace", "northwind"))).Should().Be("northwind 1");
        (await host.TextAsync("/report", "ada", ("X-Workspace", "northwind"))).Should().Be("northwind 1");
        (await host.TextAsync("/report", "ada", ("X-Workspace", "eastwind"))).Should().Be("eastwind 2");
        (await host.TextAsync("/report", "mallory", ("X-Workspace", "northwind"))).Should().Be("404");
        (await host.TextAsync("/open")).Should().Be("3");
        (await host.TextAsync("/open")).Should().Be("3");
    }

    [Fact]
    public async Task A_rate_limit_is_each_workspaces_own()
    {
        await using var host = await WebHost.StartAsync(
            builder =>
            {
                builder.Services.AddWorkspaceResolution(r => r.FromRoute("workspace"));
                builder.Services.AddRateLimiter(options => options.AddPolicy("fair", context => RateLimitPartition.GetFixedWindowLimiter(
                    context.WorkspacePartition(),
                    _ => new FixedWindowRateLimiterOptions { PermitLimit = 2, Window = TimeSpan.FromHours(1) })));
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
        await using var host = await WebHost.StartAsync(build: builder => builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider());
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
