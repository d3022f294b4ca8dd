namespace PmAssist.Tenancy;

/// <summary>Workspaces cannot be distributed over a cluster, or moved in it, as things are. The message says what to do.</summary>
public sealed class DistributionException : TenancyException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What happened and what to do.</param>
    /// <param name="innerException">The cause; null if there is none.</param>
    public DistributionException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>SQL that mends it, to be read before it is run; null where there is none.</summary>
    public string? Script { get; init; }
}
