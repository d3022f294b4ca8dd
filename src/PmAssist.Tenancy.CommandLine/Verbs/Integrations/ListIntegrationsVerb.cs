using System.CommandLine;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary><see cref="IIntegrationService.ListAsync"/>.</summary>
internal sealed class ListIntegrationsVerb : IntegrationVerb
{
    private readonly Option<string?> _provider;

    public ListIntegrationsVerb()
        : base("list", "Lists the integrations of a workspace.", "workspaces integrations list contoso --provider github")
        => _provider = With(new Option<string?>("--provider") { Description = "Only those of this external system." });

    protected override async Task<Answer> RunAsync(
        VerbRun run, Workspace workspace, IIntegrationService integrations, CancellationToken cancellationToken)
        => IntegrationsDocument.Of(
            workspace,
            await integrations.ListAsync(run.Value(_provider), cancellationToken).ConfigureAwait(false),
            isDry: false);
}
