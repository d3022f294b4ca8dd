namespace PmAssist.Tenancy.Portability;

/// <summary>How a file becomes a workspace.</summary>
public sealed class ImportOptions
{
    /// <summary>The new workspace's id, which was never used; null for a new one. Default: null.</summary>
    public Guid? Id { get; init; }

    /// <summary>Its name; null for that of the file. Default: null.</summary>
    public string? Name { get; init; }

    /// <summary>Its slug; null for that of the file if no workspace has it, else one made from the name. Default: null.</summary>
    public string? Slug { get; init; }

    /// <summary>
    /// The host's id of the user who owns it; null for the first owner in the file, which needs <see cref="Members"/>. Default: null.
    /// </summary>
    public string? OwnerId { get; init; }

    /// <summary>Whether the file's members become members. Default: false.</summary>
    public bool Members { get; init; }

    /// <summary>The key that the file was signed with; null for a file that is not signed. Default: null.</summary>
    public ReadOnlyMemory<byte>? SigningKey { get; init; }

    /// <summary>
    /// Whether times that this database cannot hold, because it keeps fewer digits of a second or no offset, are written as the nearest
    /// that it can: without the rest of the digits, as the same moment at offset zero. Default: false, which refuses such a file.
    /// </summary>
    public bool RoundTimes { get; init; }

    /// <summary>Who asked for it, for the audit log: 1 to 128 characters; null for the owner. Default: null.</summary>
    public string? ActorId { get; init; }

    /// <summary>Is told how far it is: at most four times a second, and at each table's end. Default: null.</summary>
    public IProgress<PortabilityProgress>? Progress { get; init; }
}
