using System.Buffers;
using System.IO.Pipelines;
using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Connections.Features;
using Microsoft.AspNetCore.SignalR;

namespace PmAssist.Tenancy.AspNetCore.Tests;

/// <summary>A hub's connection that no endpoint led to: over a socket of the host's own, or by a middleware instead of routing.</summary>
public sealed class HubWithoutRouteTests
{
    private const char End = '\u001e';

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_hub_that_requires_a_workspace_refuses_a_connection_that_names_none(bool overHttp)
    {
        await using var host = await StartAsync();
        await host.CreateAsync("northwind");

        var told = await TalkAsync<NotesHub>(host, overHttp ? new DefaultHttpContext() : null, "Count");

        told.Should().Contain("\"type\":7", "the connection is closed").And.NotContain("northwind");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_method_that_requires_one_is_refused_and_others_run_without(bool overHttp)
    {
        await using var host = await StartAsync();
        await host.CreateAsync("northwind");
        var http = overHttp ? new DefaultHttpContext() : null;

        (await TalkAsync<MixedHub>(host, http, "Plain")).Should().Contain("\"result\":\"none\"");
        (await TalkAsync<MixedHub>(host, http, "Low")).Should().Contain("\"type\":7").And.NotContain("\"result\"");
        (await TalkAsync<MixedHub>(host, http, "Admin")).Should().Contain("\"type\":7").And.NotContain("\"result\"");
    }

    [Fact]
    public async Task What_else_names_the_workspace_counts_and_so_does_membership()
    {
        await using var host = await StartAsync();
        await host.CreateAsync("northwind");
        var http = new DefaultHttpContext();
        http.Request.Headers["X-Workspace"] = "northwind";

        (await TalkAsync<NotesHub>(host, http, "Count")).Should().Contain("\"result\":\"northwind 0\"");
        (await TalkAsync<NotesHub>(host, http, "Count", user: "mallory")).Should().Contain("\"type\":7").And.NotContain("\"result\"");
        (await TalkAsync<NotesHub>(host, http, "Count", user: null)).Should().Contain("\"type\":7").And.NotContain("\"result\"");
    }

    /// <summary>One call on a connection of its own.</summary>
    /// <returns>All that the server sent until it closed the connection, or answered.</returns>
    private static async Task<string> TalkAsync<THub>(WebHost host, HttpContext? http, string method, string? user = "ada")
        where THub : Hub
    {
        var (toServer, toClient) = (new Pipe(), new Pipe());
        await using var connection = new DefaultConnectionContext(
            Guid.NewGuid().ToString(), new Duplex(toServer.Reader, toClient.Writer), new Duplex(toClient.Reader, toServer.Writer));
        var claims = new ClaimsPrincipal(
            user is null ? new ClaimsIdentity() : new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, user)], TestScheme.Name));
        connection.Features.Set<IConnectionUserFeature>(new User { Principal = claims });
        if (http is not null)
        {
            connection.Features.Set<IHttpContextFeature>(new Http { HttpContext = http });
        }

        var server = host.Services.GetRequiredService<HubConnectionHandler<THub>>().OnConnectedAsync(connection);
        var call = $$"""{"type":1,"invocationId":"1","target":"{{method}}","arguments":[]}""";
        await toServer.Writer.WriteAsync(Encoding.UTF8.GetBytes($$"""{"protocol":"json","version":1}{{End}}{{call}}{{End}}"""), Token);
        var told = new StringBuilder();
        while (!IsOver(told.ToString()))
        {
            var read = await toClient.Reader.ReadAsync(Token).AsTask().WaitAsync(TimeSpan.FromSeconds(10), Token);
            told.Append(Encoding.UTF8.GetString(read.Buffer.ToArray()));
            toClient.Reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                break;
            }
        }

        await toServer.Writer.CompleteAsync();
        await server.WaitAsync(TimeSpan.FromSeconds(10), Token);
        return told.ToString();
    }

    /// <summary>A completion or a close, as SignalR's JSON protocol numbers its messages.</summary>
    private static bool IsOver(string told)
        => told.Contains("\"type\":3", StringComparison.Ordinal) || told.Contains("\"type\":7", StringComparison.Ordinal);

    private static Task<WebHost> StartAsync()
        => WebHost.StartAsync(
            resolve => resolve.FromRoute("workspace").FromHeader("X-Workspace"),
            build: builder =>
            {
                builder.Services.AddSignalR();
                builder.Services.AddSingleton(new MixedHub.Record());
            });

    private sealed class Duplex(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }

    private sealed class User : IConnectionUserFeature
    {
        public ClaimsPrincipal? Principal { get; set; }

        ClaimsPrincipal? IConnectionUserFeature.User
        {
            get => Principal;
            set => Principal = value;
        }
    }

    private sealed class Http : IHttpContextFeature
    {
        public HttpContext? HttpContext { get; set; }
    }
}
