namespace PmAssist.Tenancy;

/// <summary>
/// The request conflicts with the catalogue: a slug that is taken, an id that was used before, a state that does not allow the
/// change, a row that another call changed.
/// </summary>
public sealed class WorkspaceConflictException : TenancyException
{
    internal WorkspaceConflictException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>The state that keeps the workspace from the change; null if it is not the reason.</summary>
    public WorkspaceStatus? Status { get; internal init; }

    /// <summary>The state that the workspace was to get; null if the request was about something else.</summary>
    public WorkspaceStatus? TargetStatus { get; internal init; }
}
