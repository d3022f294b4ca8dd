using System.CommandLine;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>A change of one integration; answers with all that the workspace has then.</summary>
internal abstract class ChangeIntegrationVerb : IntegrationVerb
{
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Changes nothing, and says what there is now." };

    protected ChangeIntegrationVerb(string name, string description, params IReadOnlyList<string> examples)
        : base(name, description, examples)
        => With(_dryRun);

    protected sealed override async Task<Answer> RunAsync(
        VerbRun run, Workspace workspace, IIntegrationService integrations, CancellationToken cancellationToken)
    {
        var isDry = run.Value(_dryRun);
        if (!isDry)
        {
            await ChangeAsync(run, workspace, integrations, cancellationToken).ConfigureAwait(false);
        }

        return IntegrationsDocument.Of(
            workspace, await integrations.ListAsync(provider: null, cancellationToken).ConfigureAwait(false), isDry);
    }

    protected abstract Task ChangeAsync(
        VerbRun run, Workspace workspace, IIntegrationService integrations, CancellationToken cancellationToken);
}
