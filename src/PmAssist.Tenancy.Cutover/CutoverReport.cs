namespace PmAssist.Tenancy.Cutover;

/// <summary>What a pass did.</summary>
/// <param name="Results">One for each workspace that was looked into, and one for the master's tables.</param>
/// <param name="Quarantined">How many rows were left behind, in all.</param>
/// <param name="Duration">How long it took; for a fence, how long the old application could not write before the pass was over.</param>
public sealed record CutoverReport(IReadOnlyList<CutoverResult> Results, long Quarantined, TimeSpan Duration)
{
    /// <summary>The workspaces that failed, and are as they were before.</summary>
    public IEnumerable<CutoverResult> Failures => Results.Where(r => r.Error is not null);

    /// <summary>Whether nothing failed.</summary>
    public bool Succeeded => !Failures.Any();

    /// <summary>How many rows were written: new, changed and deleted ones.</summary>
    public long Rows => Results.Sum(r => r.Inserted + r.Updated + r.Deleted);
}

/// <summary>What a pass did in one workspace.</summary>
/// <param name="WorkspaceId">The workspace; null for the master's tables.</param>
/// <param name="Inserted">How many rows were inserted.</param>
/// <param name="Updated">How many rows were changed.</param>
/// <param name="Deleted">How many rows were deleted, because the old side has them no more.</param>
/// <param name="Error">Why it failed; null if it did not.</param>
public sealed record CutoverResult(Guid? WorkspaceId, long Inserted, long Updated, long Deleted, Exception? Error);

/// <summary>How far a pass is.</summary>
/// <param name="Latest">The workspace just done.</param>
/// <param name="Done">How many are done, the failed ones included.</param>
/// <param name="Failed">How many failed.</param>
/// <param name="Remaining">How many are still to be done.</param>
public sealed record CutoverProgress(CutoverResult Latest, int Done, int Failed, int Remaining);
