using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace PmAssist.Tenancy.Internal;

/// <summary>Stops a host at its start whose endpoints require a workspace that nothing looks for, or in a way that nothing reads.</summary>
internal sealed class PipelineCheck(IServiceProvider services) : IHostedLifecycleService
{
    public bool IsInPipeline { get; set; }

    /// <summary>After the web server's start, which builds the pipeline and its endpoints.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        RequirementCheck.Check(services);
        return IsInPipeline || Requiring() is not { } endpoint
            ? Task.CompletedTask
            : throw new InvalidOperationException(
                $"'{endpoint.DisplayName}' requires a workspace, but nothing looks for it. Call app.UseWorkspaces().");
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private Endpoint? Requiring()
        => services.GetService<EndpointDataSource>()?.Endpoints
            .FirstOrDefault(e => e.Metadata.GetMetadata<IWorkspaceMetadata>()?.LeastRole is not null);
}
