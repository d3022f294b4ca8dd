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
    /// Whether the request itself was impossible and nothing was tried: that is not a failure of the workspace, so none is recorded.
    /// </summary>
    internal bool IsRefusal { get; init; }
}
