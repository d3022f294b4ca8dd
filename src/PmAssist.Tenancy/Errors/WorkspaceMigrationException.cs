namespace PmAssist.Tenancy;

/// <summary>A schema could not be created, migrated or dropped.</summary>
public sealed class WorkspaceMigrationException : TenancyException
{
    /// <summary>Creates the error.</summary>
    public WorkspaceMigrationException()
    {
    }

    /// <summary>Creates the error.</summary>
    /// <param name="message">What happened and what to do.</param>
    public WorkspaceMigrationException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error.</summary>
    /// <param name="message">What happened and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public WorkspaceMigrationException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>
    /// Whether something was asked for that cannot be done, and nothing was tried: no failure of the workspace, so none is recorded.
    /// </summary>
    internal bool IsRefusal { get; init; }
}
