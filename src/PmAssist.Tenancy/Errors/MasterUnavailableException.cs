namespace PmAssist.Tenancy;

/// <summary>
/// The database with the master schema cannot be opened, was lost while it was used, as when the server restarts, or has no master
/// schema yet. The call may be made again.
/// </summary>
public sealed class MasterUnavailableException : TenancyException
{
    internal MasterUnavailableException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
