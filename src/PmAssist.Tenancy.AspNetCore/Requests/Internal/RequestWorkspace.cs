namespace PmAssist.Tenancy.Internal;

/// <summary>What is decided about the workspace of one request, or of one call of a hub. Scoped.</summary>
internal sealed class RequestWorkspace(IWorkspaceAccessor accessor)
{
    public IWorkspaceAccessor Accessor { get; } = accessor;

    public WorkspaceOutcome Outcome { get; set; }

    /// <summary>The workspace, for a member, in whatever state it is.</summary>
    public WorkspaceListing? Listing { get; set; }

    /// <summary>The outcome for an endpoint that needs a role.</summary>
    public WorkspaceOutcome For(WorkspaceRole least)
        => Outcome == WorkspaceOutcome.Entered && Listing!.Value.Role < least ? WorkspaceOutcome.RoleTooLow : Outcome;
}
