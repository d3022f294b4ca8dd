namespace PmAssist.Tenancy;

/// <summary>How many workspaces are at a version.</summary>
/// <param name="Version">The newest migration applied; null for a workspace with none.</param>
/// <param name="Count">How many.</param>
public sealed record WorkspaceVersionCount(string? Version, int Count);
