namespace PmAssist.Tenancy.Cutover;

/// <summary>How far a pass is.</summary>
public sealed class CutoverProgress
{
    internal CutoverProgress(CutoverResult latest, int done, int failed, int remaining)
        => (Latest, Done, Failed, Remaining) = (latest, done, failed, remaining);

    /// <summary>The workspace just done.</summary>
    public CutoverResult Latest { get; }

    /// <summary>How many are done, the failed ones included.</summary>
    public int Done { get; }

    /// <summary>How many failed.</summary>
    public int Failed { get; }

    /// <summary>How many are still to be done.</summary>
    public int Remaining { get; }
}
