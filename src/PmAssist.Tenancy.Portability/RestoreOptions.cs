namespace PmAssist.Tenancy.Portability;

/// <summary>How a file's rows take the place of a workspace's.</summary>
public sealed class RestoreOptions
{
    /// <summary>
    /// What the rows that are replaced are exported to first: a whole file, which brings them back. It stays open. Default: null, which
    /// needs <see cref="DiscardPrevious"/>.
    /// </summary>
    public Stream? Previous { get; init; }

    /// <summary>Whether the rows that are replaced are given up. Default: false.</summary>
    public bool DiscardPrevious { get; init; }

    /// <summary>
    /// The key that the file was signed with, and that <see cref="Previous"/> is signed with; null for none. Default: null.
    /// </summary>
    public ReadOnlyMemory<byte>? SigningKey { get; init; }

    /// <summary>
    /// Whether times that this database cannot hold, because it keeps fewer digits of a second or no offset, are written as the nearest
    /// that it can: without the rest of the digits, as the same moment at offset zero. Default: false, which refuses such a file.
    /// </summary>
    public bool RoundTimes { get; init; }

    /// <summary>Who asked for it, for the audit log: 1 to 128 characters; null for the system. Default: null.</summary>
    public string? ActorId { get; init; }

    /// <summary>Is told how far it is: at most four times a second, and at each table's end. Default: null.</summary>
    public IProgress<PortabilityProgress>? Progress { get; init; }
}
