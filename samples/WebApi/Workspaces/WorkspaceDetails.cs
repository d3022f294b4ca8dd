using PmAssist.Tenancy;

namespace WebApi.Workspaces;

/// <summary>The workspace that a request is in.</summary>
/// <param name="Role">What the signed-in person may do there.</param>
/// <param name="SchemaName">The schema of its tables.</param>
public sealed record WorkspaceDetails(
    string Slug, string Name, WorkspaceRole Role, string SchemaName, string? Version, IReadOnlyList<MemberSummary> Members);
