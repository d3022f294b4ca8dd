namespace PmAssist.Tenancy;

/// <summary>A request for a new workspace.</summary>
/// <param name="name">The name that people see; 1 to 200 characters.</param>
/// <param name="ownerId">The host's id of the user who owns it and becomes its first member; 1 to 128 characters.</param>
public sealed class NewWorkspace(string name, string ownerId)
{
    /// <summary>The name that people see.</summary>
    public string Name => name;

    /// <summary>The host's id of the user who owns it.</summary>
    public string OwnerId => ownerId;

    /// <summary>
    /// The id; null for a new one. With an id the call may be repeated safely: a repeat finishes what a failure left undone,
    /// or returns the workspace.
    /// </summary>
    public Guid? Id { get; init; }

    /// <summary>
    /// The caller's own id of this request, 1 to 64 characters, for example a message's; null for none. The call may then be repeated
    /// safely as with <see cref="Id"/>, and may still get a spare, which an id cannot.
    /// </summary>
    public string? RequestId { get; init; }

    /// <summary>
    /// The unique name in addresses: 1 to 63 of <c>a-z</c>, <c>0-9</c> and <c>-</c>; null to make one from the name.
    /// </summary>
    public string? Slug { get; init; }

    /// <summary>Who asked for it, for the audit log: 1 to 128 characters, not blank; null for the owner.</summary>
    public string? ActorId { get; init; }

    /// <summary>The same request, of a given workspace.</summary>
    internal NewWorkspace For(Guid? id, string? requestId)
        => new(name, ownerId) { Id = id, RequestId = requestId, Slug = Slug, ActorId = ActorId };
}
