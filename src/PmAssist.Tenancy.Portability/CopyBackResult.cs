namespace PmAssist.Tenancy.Portability;

/// <summary>What was brought back from a file.</summary>
public sealed class CopyBackResult
{
    internal CopyBackResult(long inserted, long updated) => (Inserted, Updated) = (inserted, updated);

    /// <summary>How many rows were missing, and are there again.</summary>
    public long Inserted { get; }

    /// <summary>How many rows were there with other values, and have those of the file again.</summary>
    public long Updated { get; }
}
