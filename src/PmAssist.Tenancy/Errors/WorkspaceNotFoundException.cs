namespace PmAssist.Tenancy;

/// <summary>No workspace has the given id or slug, or it was deleted.</summary>
public sealed class WorkspaceNotFoundException : TenancyException
{
    /// <summary>Creates the error.</summary>
    public WorkspaceNotFoundException()
    {
    }

    /// <summary>Creates the error.</summary>
    /// <param name="message">What happened and what to do.</param>
    public WorkspaceNotFoundException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error.</summary>
    /// <param name="message">What happened and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public WorkspaceNotFoundException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    internal static WorkspaceNotFoundException ById(Guid id)
        => new($"There is no workspace {id}. List the known ones with IWorkspaceService.ListAsync().");

    internal static WorkspaceNotFoundException Deleted(Guid id)
        => new($"The workspace {id} was deleted; its id is never used again.");
}
