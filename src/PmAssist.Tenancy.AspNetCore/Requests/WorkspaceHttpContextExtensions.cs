using PmAssist.Tenancy.Internal;

namespace PmAssist.Tenancy;

/// <summary>What a request knows of its workspace.</summary>
public static class WorkspaceHttpContextExtensions
{
    /// <summary>The request's workspace; null for a request without one.</summary>
    /// <param name="context">The request.</param>
    public static Workspace? GetWorkspace(this HttpContext context)
        => DecisionOf(context) is null ? null : context.RequestServices.GetRequiredService<IWorkspaceAccessor>().Current;

    /// <summary>The role of the request's user in its workspace; null for a request without one.</summary>
    /// <param name="context">The request.</param>
    public static WorkspaceRole? GetWorkspaceRole(this HttpContext context) => DecisionOf(context)?.Listing.Role;

    private static WorkspaceDecision? DecisionOf(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return RequestWorkspace.Of(context)?.Decision is { Outcome: WorkspaceOutcome.Admitted } decision ? decision : null;
    }
}
