namespace PmAssist.Tenancy;

/// <summary>How many workspaces are at a version.</summary>
public sealed class WorkspaceVersionCount
{
    internal WorkspaceVersionCount(string? version, int count)
        => (Version, Count) = (version, count);

    /// <summary>The newest migration applied; null for a workspace with none.</summary>
    public string? Version { get; }

    /// <summary>How many.</summary>
    public int Count { get; }
}
