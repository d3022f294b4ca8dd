namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>Integrations of a workspace.</summary>
/// <param name="WorkspaceId">The workspace.</param>
/// <param name="Slug">Its slug.</param>
/// <param name="DryRun">Whether nothing was to be changed.</param>
/// <param name="Integrations">Those that were asked for; after a change all that there are now.</param>
internal sealed record IntegrationsDocument(Guid WorkspaceId, string Slug, bool DryRun, IReadOnlyList<IntegrationInfo> Integrations)
{
    public static Answer Of(Workspace workspace, IReadOnlyList<WorkspaceIntegration> found, bool isDry)
    {
        List<IntegrationInfo> integrations = [.. found.Select(IntegrationInfo.Of)];
        return new Answer(
            ExitCode.Done,
            new IntegrationsDocument(workspace.Id, workspace.Slug, isDry, integrations),
            Grid.Of(
                integrations,
                ("id", i => i.Id),
                ("provider", i => i.Provider),
                ("external id", i => i.ExternalId),
                ("name", i => i.DisplayName),
                ("status", i => i.Status)))
        {
            Remarks = isDry ? ["Nothing was changed."] : [],
        };
    }
}
