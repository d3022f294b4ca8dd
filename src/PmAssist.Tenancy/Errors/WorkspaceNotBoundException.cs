namespace PmAssist.Tenancy;

/// <summary>A workspace context was used with no workspace.</summary>
public sealed class WorkspaceNotBoundException : TenancyException
{
    /// <summary>Creates the error.</summary>
    public WorkspaceNotBoundException()
    {
    }

    /// <summary>Creates the error.</summary>
    /// <param name="message">What happened and what to do.</param>
    public WorkspaceNotBoundException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error.</summary>
    /// <param name="message">What happened and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public WorkspaceNotBoundException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    internal WorkspaceNotBoundException(Type contextType)
        : this($"This {contextType.Name} has no workspace, so nothing was sent. Rent one from "
            + $"IWorkspaceContextFactory<{contextType.Name}>.RentAsync(workspaceId), or enter a workspace in the scope first: "
            + "IWorkspaceAccessor.EnterAsync(workspaceId) or IWorkspaceScopeFactory.CreateScopeAsync(workspaceId).")
    {
    }
}
