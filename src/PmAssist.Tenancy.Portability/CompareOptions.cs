namespace PmAssist.Tenancy.Portability;

/// <summary>How a file is compared.</summary>
public sealed class CompareOptions
{
    internal const int MostKeys = 100_000;

    /// <summary>How many keys of each kind and table are named, 0 to 100,000; all are counted. Default: 100.</summary>
    public int Keys { get; init; } = 100;

    /// <summary>The key that the file was signed with, or the files were; null for none. Default: null.</summary>
    public ReadOnlyMemory<byte>? SigningKey { get; init; }
}
