namespace PmAssist.Tenancy;

/// <summary>How far a run over workspaces is.</summary>
/// <typeparam name="TResult">What the run reports of one workspace.</typeparam>
public sealed class RunProgress<TResult>
{
    /// <summary>Creates a report, for a package that runs over workspaces.</summary>
    /// <param name="latest">The workspace just done.</param>
    /// <param name="done">How many are done.</param>
    /// <param name="failed">How many failed.</param>
    /// <param name="remaining">How many are still to be done.</param>
    /// <param name="estimatedRemaining">How long they may take; null if that is not known.</param>
    public RunProgress(TResult latest, int done, int failed, int remaining, TimeSpan? estimatedRemaining)
        => (Latest, Done, Failed, Remaining, EstimatedRemaining) = (latest, done, failed, remaining, estimatedRemaining);

    /// <summary>The workspace just done.</summary>
    public TResult Latest { get; }

    /// <summary>How many are done, the failed ones included.</summary>
    public int Done { get; }

    /// <summary>How many failed.</summary>
    public int Failed { get; }

    /// <summary>How many are still to be done.</summary>
    public int Remaining { get; }

    /// <summary>
    /// How long they may take, at the pace so far; null while that says nothing: the first workspace's time includes building models and
    /// opening connections.
    /// </summary>
    public TimeSpan? EstimatedRemaining { get; }
}
