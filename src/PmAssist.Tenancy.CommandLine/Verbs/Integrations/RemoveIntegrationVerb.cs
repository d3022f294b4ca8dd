using System.CommandLine;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary><see cref="IIntegrationService.RemoveAsync"/>.</summary>
internal sealed class RemoveIntegrationVerb : ChangeIntegrationVerb
{
    private readonly Argument<Guid> _id;

    public RemoveIntegrationVerb()
        : base(
            "remove",
            "Removes an integration from a workspace. Asks first.",
            "workspaces integrations remove contoso 0198c0de000070008000000000000001")
        => _id = With(new Argument<Guid>("id") { Description = "The integration's id, from 'list'." });

    protected override async Task ChangeAsync(
        VerbRun run, Workspace workspace, IIntegrationService integrations, CancellationToken cancellationToken)
    {
        var id = run.Value(_id);
        var known = await integrations.FindAsync(id, cancellationToken).ConfigureAwait(false)
            ?? throw new TenancyException($"The workspace '{workspace.Slug}' has no integration {id}; nothing was changed.");
        run.Confirm($"Remove '{known.DisplayName}' of {known.Provider} from '{workspace.Slug}'?");
        await integrations.RemoveAsync(id, cancellationToken).ConfigureAwait(false);
    }
}
