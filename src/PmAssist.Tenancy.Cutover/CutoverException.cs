namespace PmAssist.Tenancy.Cutover;

/// <summary>A step of a cutover cannot be done as things are.</summary>
public sealed class CutoverException : TenancyException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What happened and what to do.</param>
    public CutoverException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error.</summary>
    /// <param name="message">What happened and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public CutoverException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
