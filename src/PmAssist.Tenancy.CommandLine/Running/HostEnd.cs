using Microsoft.Extensions.Hosting;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>Disposes a host as its own run does.</summary>
internal sealed class HostEnd(IHost host) : IAsyncDisposable
{
    public ValueTask DisposeAsync()
    {
        if (host is IAsyncDisposable end)
        {
            return end.DisposeAsync();
        }

        host.Dispose();
        return default;
    }
}
