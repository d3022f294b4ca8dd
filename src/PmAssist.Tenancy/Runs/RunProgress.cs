namespace PmAssist.Tenancy;

/// <summary>How far a run over workspaces is.</summary>
/// <typeparam name="TResult">What the run reports of one workspace.</typeparam>
public sealed class RunProgress<TResult>
{
    internal RunProgress(TResult latest, int done, int failed, int remaining, TimeSpan? estimatedRemaining)
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
