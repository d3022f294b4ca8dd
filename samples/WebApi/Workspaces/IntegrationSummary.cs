using PmAssist.Tenancy;

namespace WebApi.Workspaces;

public sealed record IntegrationSummary(Guid Id, string Provider, string ExternalId, IntegrationStatus Status)
{
    public static IntegrationSummary Of(WorkspaceIntegration integration)
        => new(integration.Id, integration.Provider, integration.ExternalId, integration.Status);
}
