using System.CommandLine;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary><see cref="IIntegrationService.CreateAsync"/>.</summary>
internal sealed class AddIntegrationVerb : ChangeIntegrationVerb
{
    private readonly Argument<string> _provider;
    private readonly Argument<string> _externalId;
    private readonly Argument<string> _name;
    private readonly Option<string?> _url;
    private readonly Option<string> _configuration;

    public AddIntegrationVerb()
        : base(
            "add",
            "Links a workspace to an external system.",
            "workspaces integrations add contoso github contoso/crm \"The CRM\"")
    {
        _provider = With(new Argument<string>("provider") { Description = "The external system." });
        _externalId = With(new Argument<string>("external-id") { Description = "The id there, unique in the workspace." });
        _name = With(new Argument<string>("name") { Description = "The name that people see." });
        _url = With(new Option<string?>("--url") { Description = "The address there." });
        _configuration = With(new Option<string>("--configuration")
        {
            Description = "Settings, as JSON. Default: {}.",
            HelpName = "json",
            DefaultValueFactory = _ => "{}",
        });
    }

    protected override Task ChangeAsync(
        VerbRun run, Workspace workspace, IIntegrationService integrations, CancellationToken cancellationToken)
        => integrations.CreateAsync(
            new NewIntegration(run.Value(_provider), run.Value(_externalId), run.Value(_name))
            {
                ExternalUrl = run.Value(_url),
                Configuration = run.Value(_configuration)!,
            },
            cancellationToken);
}
