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
        var closed = ClosedOf(grace);
        (await grace.InvokeAsync<string>("Count", Token)).Should().Be("northwind 0");

        await host.WithAsync<IWorkspaceMemberService, bool>(m => m.RemoveAsync(workspace.Id, "grace", cancellationToken: Token));
        await FluentActions.Awaiting(() => grace.InvokeAsync<string>("Count", Token)).Should().ThrowAsync<Exception>();
        await closed.WaitAsync(TimeSpan.FromSeconds(10), Token);
    }

    [Fact]
    public async Task Who_is_no_member_anymore_is_disconnected_without_a_call()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateAsync("northwind", ("grace", WorkspaceRole.Member), ("alan", WorkspaceRole.Member));
        await using var grace = await ConnectAsync(host, "northwind", "grace");
        await using var alan = await ConnectAsync(host, "northwind", "alan");
        var closed = ClosedOf(grace);

        await host.WithAsync<IWorkspaceMemberService, bool>(m => m.RemoveAsync(workspace.Id, "grace", cancellationToken: Token));
        await closed.WaitAsync(TimeSpan.FromSeconds(10), Token);

        (await alan.InvokeAsync<string>("Count", Token)).Should().Be("northwind 0", "who still is a member stays");
    }

    [Fact]
    public async Task Whose_role_is_too_low_for_the_hub_now_is_disconnected_without_a_call()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateAsync("northwind", ("grace", WorkspaceRole.Admin));
        await using var grace = await ConnectAsync(host, "northwind", "grace", "admin-hub");
        var closed = ClosedOf(grace);

        await host.WithAsync<IWorkspaceMemberService, WorkspaceMember>(
            m => m.ChangeRoleAsync(workspace.Id, "grace", WorkspaceRole.Member, cancellationToken: Token));
        await closed.WaitAsync(TimeSpan.FromSeconds(10), Token);
    }

    [Fact]
    public async Task A_suspended_workspaces_connections_end()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateAsync("northwind");
        await using var ada = await ConnectAsync(host, "northwind", "ada");
        var closed = ClosedOf(ada);

        await host.WithAsync<IWorkspaceService, Workspace>(w => w.SuspendAsync(workspace.Id, cancellationToken: Token));
        await closed.WaitAsync(TimeSpan.FromSeconds(10), Token);
    }

    [Fact]
    public async Task A_connection_stays_in_its_workspace_when_the_slug_becomes_anothers()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateAsync("northwind");
        await using var ada = await ConnectAsync(host, "northwind", "ada");

        // The client is connected before the server has let it in, which is before the first call.
        (await ada.InvokeAsync<string>("Count", Token)).Should().Be("northwind 0");
        await host.WithAsync<IWorkspaceService, Workspace>(
            w => w.ChangeSlugAsync(workspace.Id, "formerly-northwind", cancellationToken: Token));
        await host.CreateAsync("northwind");

        (await ada.InvokeAsync<string>("Count", Token)).Should().Be("formerly-northwind 0");
    }

    [Fact]
    public async Task The_methods_attribute_counts_more_than_the_hubs_and_that_more_than_the_endpoints()
    {
        await using var host = await StartAsync();
        await host.CreateAsync("northwind", ("grace", WorkspaceRole.Member));
        await using var mapped = await ConnectAsync(host, "northwind", "grace", "mapped");
        (await mapped.InvokeAsync<string>("Plain", Token)).Should().Be("northwind");
        (await mapped.InvokeAsync<string>("Low", Token)).Should().Be("northwind");
        (await mapped.InvokeAsync<string>("Open", Token)).Should().Be("none");
        await mapped.Awaiting(m => m.InvokeAsync<string>("Admin", Token)).Should().ThrowAsync<HubException>().WithMessage("*role*");

        await using var plain = await ConnectAsync(host, "northwind", "grace", "unmapped");
        (await plain.InvokeAsync<string>("Plain", Token)).Should().Be("none");
        (await plain.InvokeAsync<string>("Low", Token)).Should().Be("northwind");

        await using var mallory = await ConnectAsync(host, "northwind", "mallory", "unmapped");
        (await mallory.InvokeAsync<string>("Plain", Token)).Should().Be("none");
        await mallory.Awaiting(m => m.InvokeAsync<string>("Low", Token)).Should().ThrowAsync<Exception>();

        await FluentActions.Awaiting(() => ConnectAsync(host, "northwind", "grace", "admin-hub"))
            .Should().ThrowAsync<HttpRequestException>();
    }

    [Fact]
    public async Task A_hub_cleans_up_after_a_connection_whose_workspace_cannot_be_entered_anymore()
    {
        var record = new MixedHub.Record();
        await using var host = await StartAsync(record, user => record.HasLeft ? throw new TimeoutException("the directory of users")
            : user.FindFirst(System.Security.Claims.ClaimTypes.NameIdentifier)?.Value);
        await host.CreateAsync("northwind");
        await using var ada = await ConnectAsync(host, "northwind", "ada", "mapped");
        (await ada.InvokeAsync<string>("Plain", Token)).Should().Be("northwind");

        await ada.SendAsync("Leave", Token);
        (await record.Disconnected.Task.WaitAsync(TimeSpan.FromSeconds(10), Token)).Should().Be("none");
    }

    [Fact]
    public async Task What_a_call_logs_names_its_workspace()
    {
        using var recorder = new ScopeRecorder();
        await using var host = await StartAsync(recorder: recorder);
        var workspace = await host.CreateAsync("northwind");
        await using var mapped = await ConnectAsync(host, "northwind", "ada", "mapped");
        await using var plain = await ConnectAsync(host, "northwind", "ada", "unmapped");

        await mapped.InvokeAsync<string>("Plain", Token);
        await plain.InvokeAsync<string>("Plain", Token);
        await plain.InvokeAsync<string>("Low", Token);
        var expected = $"WorkspaceId={workspace.Id} WorkspaceSlug=northwind";
        recorder.Seen.Should().Equal(expected, "", expected);
    }

    private static Task ClosedOf(HubConnection connection)
    {
        var closed = new TaskCompletionSource();
        connection.Closed += _ =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        };
        return closed.Task;
    }

    private static Task<WebHost> StartAsync(
        MixedHub.Record? record = null,
        Func<System.Security.Claims.ClaimsPrincipal, string?>? userId = null,
        ScopeRecorder? recorder = null)
        => WebHost.StartAsync(
            resolve =>
            {
                resolve.FromRoute("workspace");
                if (userId is not null)
                {
                    resolve.UserIdFrom(userId);
                }
            },
            build: builder =>
            {
                builder.Services.AddSignalR();
                builder.Services.AddSingleton(record ?? new MixedHub.Record());
                if (recorder is not null)
                {
                    builder.Logging.AddProvider(recorder);
                }
            },
            map: app =>
            {
                app.MapHub<NotesHub>("/w/{workspace}/hub");
                app.MapHub<AdminHub>("/w/{workspace}/admin-hub").RequireWorkspace(WorkspaceRole.Viewer);
                app.MapHub<MixedHub>("/w/{workspace}/mapped").RequireWorkspace(WorkspaceRole.Member);
                app.MapHub<MixedHub>("/w/{workspace}/unmapped");
            });

    private static async Task<HubConnection> ConnectAsync(WebHost host, string slug, string user, string hub = "hub")
    {
        var connection = new HubConnectionBuilder()
            .WithUrl(new Uri(host.Server.BaseAddress, $"/w/{slug}/{hub}"), options =>
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
