using System.CommandLine;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary><see cref="IIntegrationService.UpdateAsync"/>.</summary>
internal sealed class SetIntegrationVerb : ChangeIntegrationVerb
{
    private readonly Argument<Guid> _id;
    private readonly Option<string?> _name;
    private readonly Option<string?> _url;
    private readonly Option<string?> _configuration;
    private readonly Option<IntegrationStatus?> _status;

    public SetIntegrationVerb()
        : base(
            "set",
            "Changes an integration of a workspace; what is not named stays.",
            "workspaces integrations set shop 0198c0de000070008000000000000001 --name CRM")
    {
        _id = With(new Argument<Guid>("id") { Description = "The integration's id, from 'list'." });
        _name = With(new Option<string?>("--name") { Description = "The name that people see." });
        _url = With(new Option<string?>("--url") { Description = "The address there; \"\" for none." });
        _configuration = With(new Option<string?>("--configuration") { Description = "Settings, as JSON.", HelpName = "json" });
        _status = With(new Option<IntegrationStatus?>("--status")
        {
            Description = "disabled, active or error.",
            CustomParser = result => ChoiceText.Parse<IntegrationStatus>(result),
        });
    }

    protected override Task ChangeAsync(
        VerbRun run, Workspace workspace, IIntegrationService integrations, CancellationToken cancellationToken)
        => integrations.UpdateAsync(
            run.Value(_id),
            new IntegrationChanges
            {
                DisplayName = run.Value(_name),
                ExternalUrl = run.Value(_url),
                Configuration = run.Value(_configuration),
                Status = run.Value(_status),
            },
            cancellationToken);
}
