using PmAssist.Tenancy.Internal;

namespace PmAssist.Tenancy;

/// <summary>Something that happened: a row of <c>pmassist_master.AuditLog</c>. It outlives its workspace.</summary>
public sealed class AuditEntry
{
    internal AuditEntry()
    {
    }

    /// <summary>The entry's id.</summary>
    public Guid Id { get; internal set; }

    /// <summary>The workspace it happened to; null if none.</summary>
    public Guid? WorkspaceId { get; internal set; }

    /// <summary>Who did it, the host's id, at most 128 characters; null for the system.</summary>
    public string? ActorId { get; internal set; }

    /// <summary>What happened, for example <c>workspace.created</c>, at most 64 characters.</summary>
    public string Action { get; internal set; } = "";

    /// <summary>What kind of thing it happened to, for example <c>Workspace</c>, at most 64 characters.</summary>
    public string EntityType { get; internal set; } = "";

    /// <summary>The id of that thing, at most 128 characters.</summary>
    public string EntityId { get; internal set; } = "";

    /// <summary>More about it, as JSON; null if there is none.</summary>
    public string? Details { get; internal set; }

    /// <summary>When it happened, in UTC.</summary>
    public DateTime OccurredUtc { get; internal set; }

    /// <summary>
    /// The entry's place, for <see cref="IAuditLog"/> to read on from: letters, digits and a hyphen, which can be part of a URL. Entries
    /// with the same time have different positions, so none is skipped or read twice.
    /// </summary>
    public string Position => new AuditPosition(OccurredUtc, Id).ToString();
}
