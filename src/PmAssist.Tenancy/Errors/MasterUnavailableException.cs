namespace PmAssist.Tenancy;

/// <summary>
/// The database with the master schema cannot be opened, was lost while it was used, as when the server restarts, or has no master
/// schema yet. The call may be made again.
/// </summary>
public sealed class MasterUnavailableException : TenancyException
{
    /// <summary>Creates the error.</summary>
    public MasterUnavailableException()
    {
    }

    /// <summary>Creates the error.</summary>
    /// <param name="message">What happened and what to do.</param>
    public MasterUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error.</summary>
    /// <param name="message">What happened and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public MasterUnavailableException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
