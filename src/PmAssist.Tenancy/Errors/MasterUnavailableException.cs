namespace PmAssist.Tenancy;

/// <summary>
/// The database with the master schema cannot be opened, the connection to it was lost, for example because the server restarted, or it
/// has no master schema yet. The call may be repeated.
/// </summary>
public sealed class MasterUnavailableException : TenancyException
{
    internal MasterUnavailableException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
