namespace PmAssist.Tenancy;

/// <summary>Which workspaces <see cref="IWorkspaceService.ListAsync"/> gives: those that meet all that is set.</summary>
public sealed class WorkspaceFilter
{
    /// <summary>Only those in this state; null for all but those that are deleted, being deleted or spare. Default: null.</summary>
    public WorkspaceStatus? Status { get; init; }

    /// <summary>
    /// Only those whose name has this text in it, 1 to 200 characters; upper and lower case are the same, as far as the database knows
    /// them. Default: null, for any name.
    /// </summary>
    public string? Name { get; init; }

    /// <summary>Only those that this user is a member of: the host's id, 1 to 128 characters. Default: null, for all.</summary>
    public string? MemberId { get; init; }

    /// <summary>
    /// Only those that have a property of this key, of which upper and lower case differ, with this value: a text as it is, with upper and
    /// lower case, a whole number, or <c>true</c> or <c>false</c> as in JSON. An object or a list is not found. The database searches:
    /// it reads the properties of each workspace. Default: null, for any properties.
    /// </summary>
    public (string Key, string Value)? Property { get; init; }

    /// <summary>
    /// Whether only those are wanted that have a <see cref="Workspace.LastError"/>. Default: false.
    /// </summary>
    public bool HasError { get; init; }
}
