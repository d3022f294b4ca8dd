namespace PmAssist.Tenancy;

/// <summary>The <c>type</c> of each problem (RFC 9457) that the library answers with. They do not change.</summary>
public static class WorkspaceProblemTypes
{
    private const string Page = "https://github.com/pmassist/PmAssist.Tenancy/blob/main/docs/aspnetcore.md#";

    /// <summary>401: nobody is signed in, and the host has no scheme that would ask who it is.</summary>
    public const string NotSignedIn = Page + "workspace-not-signed-in";

    /// <summary>404: there is no such workspace, or the user is no member; the answer does not tell which.</summary>
    public const string NotFound = Page + "workspace-not-found";

    /// <summary>403: the member's role is too low.</summary>
    public const string RoleTooLow = Page + "workspace-role-too-low";

    /// <summary>403: the workspace is suspended.</summary>
    public const string Suspended = Page + "workspace-suspended";

    /// <summary>410: the workspace is archived, or is being deleted.</summary>
    public const string Gone = Page + "workspace-gone";

    /// <summary>503: the workspace is being provisioned or migrated, or waits for it. The answer has <c>Retry-After</c>.</summary>
    public const string NotReady = Page + "workspace-not-ready";

    /// <summary>503: the database with the catalogue cannot be reached. The answer has <c>Retry-After</c>.</summary>
    public const string CatalogueAway = Page + "workspace-catalogue-away";

    /// <summary>400: what somebody typed breaks a rule; <c>errors</c> has the field. <see cref="InvalidInputException"/>.</summary>
    public const string InvalidInput = Page + "workspace-invalid-input";

    /// <summary>409: a slug is taken, or somebody else was faster. <see cref="WorkspaceConflictException"/>.</summary>
    public const string Conflict = Page + "workspace-conflict";

    /// <summary>404: the workspace has no such member. <see cref="WorkspaceMemberNotFoundException"/>.</summary>
    public const string MemberNotFound = Page + "workspace-member-not-found";

    /// <summary>404: the workspace has no such integration. <see cref="IntegrationNotFoundException"/>.</summary>
    public const string IntegrationNotFound = Page + "workspace-integration-not-found";
}
