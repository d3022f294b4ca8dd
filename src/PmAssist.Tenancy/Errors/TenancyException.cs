namespace PmAssist.Tenancy;

/// <summary>
/// The base of the library's errors. Messages name the workspace and the next step, never a connection string.
/// </summary>
public class TenancyException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What happened and what to do.</param>
    /// <param name="innerException">The cause; null if there is none.</param>
    public TenancyException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>The workspace that the error is about, or the id that was asked for; null if it is about none, or about several.</summary>
    public Guid? WorkspaceId { get; internal init; }

    /// <summary>That workspace's slug, or the slug that is taken; null if it is not known.</summary>
    public string? Slug { get; internal init; }
}
