namespace PmAssist.Tenancy.Portability;

/// <summary>How rows of a file are brought back.</summary>
public sealed class CopyBackOptions
{
    /// <summary>The key that the file was signed with; null for none. Default: null.</summary>
    public ReadOnlyMemory<byte>? SigningKey { get; init; }

    /// <summary>Who asked for it, for the audit log: 1 to 128 characters; null for the system. Default: null.</summary>
    public string? ActorId { get; init; }
}
