using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// The DI scope that was created for one context and ends with it. A scoped EF service, so that EF disposes it with the context's own
/// services.
/// </summary>
internal sealed class OwnedScope : IDisposable, IAsyncDisposable
{
    private AsyncServiceScope? _scope;

    public void Take(AsyncServiceScope scope) => _scope = scope;

    /// <summary>
    /// A scope refuses to be disposed synchronously when one of its services can only be disposed asynchronously; the caller did not choose
    /// those services, so it waits for them.
    /// </summary>
    public void Dispose()
    {
        var disposal = DisposeAsync();
        if (!disposal.IsCompletedSuccessfully)
        {
            disposal.AsTask().GetAwaiter().GetResult();
        }
    }

    public ValueTask DisposeAsync()
    {
        var scope = _scope;
        _scope = null;
        return scope?.DisposeAsync() ?? default;
    }
}
