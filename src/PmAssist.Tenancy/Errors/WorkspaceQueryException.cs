using PmAssist.Tenancy.Internal;

namespace PmAssist.Tenancy;

/// <summary>A query over all workspaces failed in one of them.</summary>
public sealed class WorkspaceQueryException : TenancyException
{
    /// <summary>Creates the error.</summary>
    public WorkspaceQueryException()
    {
    }

    /// <summary>Creates the error.</summary>
    /// <param name="message">What happened and what to do.</param>
    public WorkspaceQueryException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error.</summary>
    /// <param name="message">What happened and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public WorkspaceQueryException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    internal WorkspaceQueryException(Guid workspaceId, string slug, Exception cause)
        : base(
            $"The query failed in the workspace '{slug}' ({workspaceId}): {DatabaseError.SentenceOf(cause)} "
            + "To go on with the others, set WorkspaceQueryOptions.OnFailure.",
            cause)
        => WorkspaceId = workspaceId;

    /// <summary>The workspace that failed.</summary>
    public Guid WorkspaceId { get; }
}
