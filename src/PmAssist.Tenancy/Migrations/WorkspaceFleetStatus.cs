namespace PmAssist.Tenancy;

/// <summary>
/// Where the fleet is, and what a run would do: as the catalogue has it, of the schemas that are in the database. All workspaces are
/// counted; those that need something are listed, the first <see cref="MaxListed"/> of each kind.
/// </summary>
public sealed class WorkspaceFleetStatus
{
    /// <summary>How many workspaces that are behind, ahead or failed are listed at most; 100.</summary>
    public const int MaxListed = 100;

    internal WorkspaceFleetStatus()
    {
    }

    /// <summary>The newest migration that this build knows.</summary>
    public string TargetVersion { get; internal init; } = "";

    /// <summary>The fingerprint of a workspace with all migrations that this build knows.</summary>
    public string TargetFingerprint { get; internal init; } = "";

    /// <summary>How many workspaces have exactly the migrations that this build knows.</summary>
    public int CurrentCount { get; internal init; }

    /// <summary>How many lack one of them, or are inside one.</summary>
    public int BehindCount { get; internal init; }

    /// <summary>How many have all of them and others, which a newer build of the host applied; a run leaves them as they are.</summary>
    public int AheadCount { get; internal init; }

    /// <summary>
    /// The first of those that are behind, in the order of a run: those that no run has failed on, the longest unchanged of them first,
    /// then the others.
    /// </summary>
    public IReadOnlyList<Workspace> Behind { get; internal init; } = [];

    /// <summary>The first of those that are ahead.</summary>
    public IReadOnlyList<Workspace> Ahead { get; internal init; } = [];

    /// <summary>How many workspaces are at which version, the newest first; without a version those that have no migration.</summary>
    public IReadOnlyList<(string? Version, int Count)> Versions { get; internal init; } = [];

    /// <summary>How many workspaces' last provisioning, migration or purge failed.</summary>
    public int FailedCount { get; internal init; }

    /// <summary>
    /// The first of them by slug, with the reason in <c>last_error</c>. All of them, page by page:
    /// <see cref="IWorkspaceService.ListAsync"/> with <see cref="WorkspaceFilter.HasError"/>.
    /// </summary>
    public IReadOnlyList<Workspace> Failed { get; internal init; } = [];

    /// <summary>
    /// All workspaces whose schema is not in the database. They count nowhere else, whatever the catalogue says of their version.
    /// </summary>
    public IReadOnlyList<Workspace> Missing { get; internal init; } = [];
}
