namespace PmAssist.Tenancy;

/// <summary>
/// The database with the master schema cannot be opened, the connection to it was lost, for example because the server restarted, or it
/// has no master schema yet. The call may be repeated.
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
