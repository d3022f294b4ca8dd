namespace PmAssist.Tenancy;

/// <summary>A transaction over the contexts of a scope could not begin, or was not committed as a whole.</summary>
public sealed class WorkspaceTransactionException : TenancyException
{
    internal WorkspaceTransactionException(Guid workspaceId, string message, Exception? innerException = null)
        : base(message, innerException)
        => WorkspaceId = workspaceId;

    /// <summary>
    /// Whether some or all of the work may be committed: the connection was lost during the commit, or the work ended the transaction
    /// itself. If false, nothing is.
    /// </summary>
    public bool MayBeCommitted { get; internal init; }
}
