using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace PmAssist.Tenancy.AspNetCore.Tests;

/// <summary>A hub's connection and each of its calls.</summary>
public sealed class HubTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_call_is_in_the_workspace_of_its_connection()
    {
        await using var host = await StartAsync();
        await host.CreateAsync("northwind", ("grace", WorkspaceRole.Member));
        await host.CreateAsync("eastwind");
        await using var northwind = await ConnectAsync(host, "northwind", "ada");
        await using var eastwind = await ConnectAsync(host, "eastwind", "ada");
        await using var grace = await ConnectAsync(host, "northwind", "grace");

        (await northwind.InvokeAsync<string>("Count", Token)).Should().Be("northwind 0");
        (await eastwind.InvokeAsync<string>("Count", Token)).Should().Be("eastwind 0");
        (await northwind.InvokeAsync<string>("Add", "one", Token)).Should().Be("one");
        (await eastwind.InvokeAsync<string>("Add", "two", Token)).Should().Be("two");
        (await northwind.InvokeAsync<string>("Admin", Token)).Should().Be("northwind");
        (await FluentActions.Awaiting(() => grace.InvokeAsync<string>("Admin", Token)).Should().ThrowAsync<HubException>())
            .WithMessage("*role*");
        (await grace.InvokeAsync<string>("Count", Token)).Should().Be("northwind 1", "she may still do what her role allows");
    }

    [Fact]
    public async Task Nobody_else_gets_a_connection()
    {
        await using var host = await StartAsync();
        await host.CreateAsync("northwind");
        (await FluentActions.Awaiting(() => ConnectAsync(host, "northwind", "mallory")).Should().ThrowAsync<HttpRequestException>())
            .Which.StatusCode.Should().Be(System.Net.HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Who_is_no_member_anymore_is_disconnected_at_the_next_call()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateAsync("northwind", ("grace", WorkspaceRole.Member));
        await using var grace = await ConnectAsync(host, "northwind", "grace");
        var closed = new TaskCompletionSource();
        grace.Closed += _ =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        };
        (await grace.InvokeAsync<string>("Count", Token)).Should().Be("northwind 0");

        await host.WithAsync<IWorkspaceMemberService, bool>(m => m.RemoveAsync(workspace.Id, "grace", cancellationToken: Token));
        await FluentActions.Awaiting(() => grace.InvokeAsync<string>("Count", Token)).Should().ThrowAsync<Exception>();
        await closed.Task.WaitAsync(TimeSpan.FromSeconds(10), Token);
    }

    private static Task<WebHost> StartAsync()
        => WebHost.StartAsync(
            build: builder => builder.Services.AddSignalR(),
            map: app => app.MapHub<NotesHub>("/w/{workspace}/hub"));

    private static async Task<HubConnection> ConnectAsync(WebHost host, string slug, string user)
    {
        var connection = new HubConnectionBuilder()
            .WithUrl(new Uri(host.Server.BaseAddress, $"/w/{slug}/hub"), options =>
            {
                options.HttpMessageHandlerFactory = _ => host.Server.CreateHandler();
                options.Transports = Microsoft.AspNetCore.Http.Connections.HttpTransportType.LongPolling;
                options.Headers.Add(TestScheme.UserHeader, user);
            })
            .Build();
        await connection.StartAsync(Token);
        return connection;
    }
}
