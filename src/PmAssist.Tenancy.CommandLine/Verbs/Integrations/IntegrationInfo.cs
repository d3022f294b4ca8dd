namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>An integration, as documents have it. Its configuration, which may hold secrets, is not in them.</summary>
internal sealed record IntegrationInfo(
    Guid Id,
    string Provider,
    string ExternalId,
    string DisplayName,
    string? ExternalUrl,
    IntegrationStatus Status,
    DateTime CreatedUtc,
    DateTime UpdatedUtc)
{
    public static IntegrationInfo Of(WorkspaceIntegration integration)
        => new(
            integration.Id,
            integration.Provider,
            integration.ExternalId,
            integration.DisplayName,
            integration.ExternalUrl,
            integration.Status,
            integration.CreatedUtc,
            integration.UpdatedUtc);
}
