namespace PmAssist.Tenancy.Specifications.Load;

/// <summary>What a request saw.</summary>
/// <param name="Workspace">The workspace that it was in.</param>
/// <param name="WrittenFor">The workspaces that the rows in its schema were written for.</param>
internal sealed record Seen(Guid Workspace, IReadOnlyList<Guid> WrittenFor);
