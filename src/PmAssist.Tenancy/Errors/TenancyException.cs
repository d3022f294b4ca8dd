namespace PmAssist.Tenancy;

/// <summary>
/// The base of the library's errors. Messages name the workspace and the next step, never a connection string.
/// </summary>
public class TenancyException : Exception
{
    /// <summary>Creates the error.</summary>
    public TenancyException()
    {
    }

    /// <summary>Creates the error.</summary>
    /// <param name="message">What happened and what to do.</param>
    public TenancyException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error.</summary>
    /// <param name="message">What happened and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public TenancyException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
