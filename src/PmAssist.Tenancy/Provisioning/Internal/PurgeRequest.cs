namespace PmAssist.Tenancy.Internal;

/// <summary>How a workspace is purged.</summary>
/// <param name="ActorId">Who asked for it; null for the system.</param>
internal sealed record PurgeRequest(string? ActorId)
{
    /// <summary>Whether what depends on the schema from outside is dropped too, which is refused otherwise.</summary>
    public bool DropDependents { get; init; }

    /// <summary>Until when the workspace must be due, or it is left as it is; null to purge it in any case.</summary>
    public DateTime? DueUtc { get; init; }

    /// <summary>How long to wait for another process; null for the option's value.</summary>
    public TimeSpan? LockTimeout { get; init; }
}
