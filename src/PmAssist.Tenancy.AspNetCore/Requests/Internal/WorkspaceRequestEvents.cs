namespace PmAssist.Tenancy.Internal;

/// <summary>
/// The log category of requests for a workspace, and the ids of its events; an event's name is the constant's. Both are stable.
/// </summary>
internal static class WorkspaceRequestEvents
{
    /// <summary>The log category.</summary>
    public const string Category = "PmAssist.Tenancy.Requests";

    /// <summary>No source named a workspace, or no workspace can have the name. Debug.</summary>
    public const int NoWorkspaceNamed = 3000;

    /// <summary>There is no such workspace, or the user is no member. Debug.</summary>
    public const int NotFound = 3001;

    /// <summary>The signed-in user has no id. Warning.</summary>
    public const int NoUserId = 3002;

    /// <summary>The catalogue could not be reached. Error.</summary>
    public const int CatalogueAway = 3003;

    /// <summary>The workspace's version was refused, or it could not be migrated. Warning.</summary>
    public const int NotReady = 3004;

    /// <summary>Whether the user of a hub's connection is still a member could not be looked up. Warning.</summary>
    public const int ConnectionNotChecked = 3005;
}
