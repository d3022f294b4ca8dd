using System.Net;
using System.Net.Sockets;

namespace PmAssist.Tenancy.Benchmarks;

/// <summary>
/// Stands between a client and a server and counts how often the client speaks after the server has: what EF's interceptors
/// cannot see, such as commits and the library's own commands, is counted as well. Not used while time is measured.
/// </summary>
internal sealed class RoundTripCounter : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly string _host;
    private readonly int _port;
    private readonly Task _accepting;
    private int _count;

    public RoundTripCounter(string host, int port)
    {
        (_host, _port) = (host, port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Count => Volatile.Read(ref _count);

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient { NoDelay = true };
        using (client)
        {
            client.NoDelay = true;
            await server.ConnectAsync(_host, _port);
            var serverSpokeLast = new StrongBox { Value = true };
            await Task.WhenAny(
                PumpAsync(client.GetStream(), server.GetStream(), () =>
                {
                    if (serverSpokeLast.Value)
                    {
                        serverSpokeLast.Value = false;
                        Interlocked.Increment(ref _count);
                    }
                }),
                PumpAsync(server.GetStream(), client.GetStream(), () => serverSpokeLast.Value = true));
        }
    }

    private static async Task PumpAsync(NetworkStream from, NetworkStream to, Action spoken)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            for (int read; (read = await from.ReadAsync(buffer)) > 0;)
            {
                spoken();
                await to.WriteAsync(buffer.AsMemory(0, read));
            }
        }
        catch (IOException)
        {
            // The other side hung up.
        }
    }

    private sealed class StrongBox
    {
        public volatile bool Value;
    }
}
