namespace PmAssist.Tenancy;

/// <summary>
/// The request conflicts with the catalogue: a slug that is taken, an id that was used before, a row that another call changed.
/// </summary>
public sealed class WorkspaceConflictException : TenancyException
{
    /// <summary>Creates the error.</summary>
    public WorkspaceConflictException()
    {
    }

    /// <summary>Creates the error.</summary>
    /// <param name="message">What happened and what to do.</param>
    public WorkspaceConflictException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error.</summary>
    /// <param name="message">What happened and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public WorkspaceConflictException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
