namespace PmAssist.Tenancy;

/// <summary>How far a run over the workspaces is.</summary>
public sealed class WorkspaceVisitProgress
{
    internal WorkspaceVisitProgress(WorkspaceVisitResult latest, int done, int failed, int remaining, TimeSpan estimatedRemaining)
        => (Latest, Done, Failed, Remaining, EstimatedRemaining) = (latest, done, failed, remaining, estimatedRemaining);

    /// <summary>The workspace just done.</summary>
    public WorkspaceVisitResult Latest { get; }

    /// <summary>How many are done, the failed ones included.</summary>
    public int Done { get; }

    /// <summary>How many failed.</summary>
    public int Failed { get; }

    /// <summary>How many are still to be done.</summary>
    public int Remaining { get; }

    /// <summary>How long the remaining ones may take, at the pace so far.</summary>
    public TimeSpan EstimatedRemaining { get; }
}
