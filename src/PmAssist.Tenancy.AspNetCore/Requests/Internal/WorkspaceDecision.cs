namespace PmAssist.Tenancy.Internal;

/// <summary>What is decided about the workspace of a request, or of a call of a hub.</summary>
/// <param name="outcome">What became of it.</param>
/// <param name="listing">The workspace, for a member, in whatever state it is.</param>
internal readonly struct WorkspaceDecision(WorkspaceOutcome outcome, WorkspaceListing listing = default)
{
    public WorkspaceOutcome Outcome { get; } = outcome;

    public WorkspaceListing Listing { get; } = listing;

    /// <summary>The outcome for an endpoint that needs a role.</summary>
    public WorkspaceOutcome For(WorkspaceRole least)
        => Outcome == WorkspaceOutcome.Admitted && Listing.Role < least ? WorkspaceOutcome.RoleTooLow : Outcome;
}
