namespace PmAssist.Tenancy;

/// <summary>A request for a new workspace.</summary>
/// <param name="Name">The name that people see; 1 to 200 characters.</param>
/// <param name="OwnerId">The host's id of the user who owns it and becomes its first member; 1 to 128 characters.</param>
public sealed record NewWorkspace(string Name, string OwnerId)
{
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
}
