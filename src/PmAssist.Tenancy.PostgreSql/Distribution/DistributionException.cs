namespace PmAssist.Tenancy;

/// <summary>Workspaces cannot be distributed over a cluster, or moved in it, as things are. The message says what was changed.</summary>
public sealed class DistributionException : TenancyException
{
    internal DistributionException(string message, Exception? innerException = null, string? script = null)
        : base(message, innerException) => Script = script;

    /// <summary>SQL that mends it, to be read before it is run; null where there is none.</summary>
    public string? Script { get; }
}
