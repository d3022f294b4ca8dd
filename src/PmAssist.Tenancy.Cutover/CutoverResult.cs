namespace PmAssist.Tenancy.Cutover;

/// <summary>What a pass did in one workspace.</summary>
public sealed class CutoverResult
{
    internal CutoverResult(Guid? workspaceId, long inserted, long updated, long deleted, Exception? error)
        => (WorkspaceId, Inserted, Updated, Deleted, Error) = (workspaceId, inserted, updated, deleted, error);

    /// <summary>The workspace; null for the master's tables.</summary>
    public Guid? WorkspaceId { get; }

    /// <summary>How many rows were inserted.</summary>
    public long Inserted { get; }

    /// <summary>How many rows were changed.</summary>
    public long Updated { get; }

    /// <summary>How many rows were deleted, because the source side has them no more.</summary>
    public long Deleted { get; }

    /// <summary>Why it failed; null if it did not.</summary>
    public Exception? Error { get; }
}
