namespace PmAssist.Tenancy;

/// <summary>How far a run is.</summary>
public sealed class WorkspaceMigrationProgress
{
    internal WorkspaceMigrationProgress(WorkspaceMigrationResult latest, int done, int failed, int remaining, TimeSpan? estimatedRemaining)
        => (Latest, Done, Failed, Remaining, EstimatedRemaining) = (latest, done, failed, remaining, estimatedRemaining);

    /// <summary>The workspace just done.</summary>
    public WorkspaceMigrationResult Latest { get; }

    /// <summary>How many are done, the failed ones included.</summary>
    public int Done { get; }

    /// <summary>How many failed.</summary>
    public int Failed { get; }

    /// <summary>How many are still to be done.</summary>
    public int Remaining { get; }

    /// <summary>
    /// How long they may take, at the pace since the first one was done; null until another is. The first one's time says little:
    /// it includes building models and opening connections.
    /// </summary>
    public TimeSpan? EstimatedRemaining { get; }
}
