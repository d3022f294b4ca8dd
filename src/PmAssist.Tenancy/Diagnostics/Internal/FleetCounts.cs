namespace PmAssist.Tenancy.Internal;

/// <summary>How many workspaces there are.</summary>
/// <param name="ByStatus">In each state; a state without any is left out.</param>
/// <param name="Behind">How many schemas lack a migration.</param>
/// <param name="Current">How many have exactly those of this build.</param>
/// <param name="Ahead">How many have more.</param>
internal sealed record FleetCounts(IReadOnlyDictionary<WorkspaceStatus, int> ByStatus, int Behind, int Current, int Ahead)
{
    /// <summary>When the purge that waits longest became due, or becomes; null if none waits.</summary>
    public DateTime? NextPurgeUtc { get; init; }
}
