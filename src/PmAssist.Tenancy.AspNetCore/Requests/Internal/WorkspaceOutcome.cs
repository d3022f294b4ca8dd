namespace PmAssist.Tenancy.Internal;

/// <summary>What became of a request's wish for a workspace.</summary>
internal enum WorkspaceOutcome
{
    /// <summary>Nobody has asked yet.</summary>
    None = 0,

    /// <summary>Nobody is signed in.</summary>
    NoUser = 1,

    /// <summary>There is no such workspace, or the user is no member: nobody can tell which.</summary>
    NotFound = 2,

    /// <summary>The member's role is too low for the endpoint.</summary>
    RoleTooLow = 3,

    /// <summary>The workspace is suspended.</summary>
    Suspended = 4,

    /// <summary>The workspace is archived, or is being deleted.</summary>
    Gone = 5,

    /// <summary>The workspace is not ready yet: it is being provisioned or migrated.</summary>
    NotReady = 6,

    /// <summary>The catalogue cannot be reached.</summary>
    CatalogueAway = 7,

    /// <summary>A member, and the workspace can be used.</summary>
    Admitted = 8,
}
