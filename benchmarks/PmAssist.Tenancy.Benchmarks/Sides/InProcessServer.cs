using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace PmAssist.Tenancy.Benchmarks;

/// <summary>A web server without a network: hands requests to the host's whole pipeline, and costs as little as it can.</summary>
internal sealed class InProcessServer : IServer
{
    private Func<IFeatureCollection, Task> _process = _ => throw new InvalidOperationException("The host was not started.");

    public IFeatureCollection Features { get; } = new FeatureCollection();

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        _process = async features =>
        {
            var context = application.CreateContext(features);
            await application.ProcessRequestAsync(context);
            application.DisposeContext(context, exception: null);
            await ((Response)features.Get<IHttpResponseFeature>()!).CompleteAsync();
        };
        return Task.CompletedTask;
    }

    /// <returns>The status of the answer.</returns>
    public async Task<int> GetAsync(string path)
    {
        var response = new Response();

        // With room for all that a pipeline sets, as Kestrel has it: a collection that grows would measure itself.
        var features = new FeatureCollection(initialCapacity: 16);
        features.Set<IHttpRequestFeature>(new HttpRequestFeature { Method = "GET", Path = path, Scheme = "http", Protocol = "HTTP/1.1" });
        features.Set<IHttpResponseFeature>(response);
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
        await _process(features);
        return response.StatusCode;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
    }

    /// <summary>A request's services are disposed when its response is complete.</summary>
    private sealed class Response : HttpResponseFeature
    {
        private readonly Stack<(Func<object, Task> Run, object State)> _callbacks = new(capacity: 2);

        public override void OnCompleted(Func<object, Task> callback, object state) => _callbacks.Push((callback, state));

        public async Task CompleteAsync()
        {
            while (_callbacks.TryPop(out var callback))
            {
                await callback.Run(callback.State);
            }
        }
    }
}
