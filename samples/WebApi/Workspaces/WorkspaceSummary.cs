using PmAssist.Tenancy;

namespace WebApi.Workspaces;

/// <summary>A workspace in a list.</summary>
public sealed record WorkspaceSummary(string Slug, string Name, WorkspaceStatus Status)
{
    public static WorkspaceSummary Of(Workspace workspace) => new(workspace.Slug, workspace.Name, workspace.Status);
}
