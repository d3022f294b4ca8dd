using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>A verb about the integrations of a workspace, in a scope that is in it.</summary>
internal abstract class IntegrationVerb : Verb
{
    private readonly Argument<string> _workspace;

    protected IntegrationVerb(string name, string description, params IReadOnlyList<string> examples)
        : base(name, description, typeof(IntegrationsDocument), examples)
        => _workspace = With(new Argument<string>(Selection.NameOfWorkspace) { Description = "An id, a schema or a slug." });

    public override async Task<Answer> RunAsync(VerbRun run, CancellationToken cancellationToken)
    {
        var workspace = await run.Names.GetAsync(run.Value(_workspace), cancellationToken).ConfigureAwait(false);
        var scope = await run.Get<IWorkspaceScopeFactory>().CreateScopeAsync(workspace.Id, cancellationToken).ConfigureAwait(false);
        await using var end = scope.ConfigureAwait(false);
        return await RunAsync(run, workspace, scope.ServiceProvider.GetRequiredService<IIntegrationService>(), cancellationToken)
            .ConfigureAwait(false);
    }

    protected abstract Task<Answer> RunAsync(
        VerbRun run, Workspace workspace, IIntegrationService integrations, CancellationToken cancellationToken);
}
