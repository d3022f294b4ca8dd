using PmAssist.Tenancy.Internal;

namespace PmAssist.Tenancy;

/// <summary>What a request knows of its workspace.</summary>
public static class WorkspaceHttpContextExtensions
{
    /// <summary>The request's workspace; null for a request without one.</summary>
    /// <param name="context">The request.</param>
    public static Workspace? GetWorkspace(this HttpContext context) => RequestOf(context)?.Accessor.Current;

    /// <summary>The role of the request's user in its workspace; null for a request without one.</summary>
    /// <param name="context">The request.</param>
    public static WorkspaceRole? GetWorkspaceRole(this HttpContext context) => RequestOf(context)?.Listing?.Role;

    private static RequestWorkspace? RequestOf(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.RequestServices.GetRequiredService<RequestWorkspace>() is { Outcome: WorkspaceOutcome.Entered } request ? request : null;
    }
}
