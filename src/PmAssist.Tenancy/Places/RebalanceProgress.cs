namespace PmAssist.Tenancy;

/// <summary>What is being moved in a cluster. Immutable.</summary>
/// <param name="moves">See <see cref="Moves"/>.</param>
/// <param name="state">See <see cref="State"/>.</param>
/// <param name="startedUtc">See <see cref="StartedUtc"/>.</param>
/// <param name="finishedUtc">See <see cref="FinishedUtc"/>.</param>
public sealed class RebalanceProgress(IReadOnlyList<PlaceMove> moves, string? state, DateTime? startedUtc, DateTime? finishedUtc)
{
    /// <summary>The moves that are going on.</summary>
    public IReadOnlyList<PlaceMove> Moves => moves;

    /// <summary>How far the cluster's last rebalancing in the background is, in its own word; null if there was none.</summary>
    public string? State => state;

    /// <summary>When it began, in UTC; null if it did not.</summary>
    public DateTime? StartedUtc => startedUtc;

    /// <summary>When it ended, in UTC; null if it did not.</summary>
    public DateTime? FinishedUtc => finishedUtc;
}
