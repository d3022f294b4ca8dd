namespace PmAssist.Tenancy;

/// <summary>What is being moved in a cluster. Immutable.</summary>
public sealed class RebalanceProgress
{
    internal RebalanceProgress(IReadOnlyList<PlaceMove> moves) => Moves = moves;

    /// <summary>The moves that are going on.</summary>
    public IReadOnlyList<PlaceMove> Moves { get; }

    /// <summary>How far the last rebalancing in the background is, in Citus' own word; null if there was none.</summary>
    public string? State { get; internal init; }

    /// <summary>When it began, in UTC; null if it did not.</summary>
    public DateTime? StartedUtc { get; internal init; }

    /// <summary>When it ended, in UTC; null if it did not.</summary>
    public DateTime? FinishedUtc { get; internal init; }

    /// <summary>Its tasks, as Citus' JSON has them; null if there was none.</summary>
    public string? Details { get; internal init; }
}
