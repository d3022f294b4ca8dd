using System.Globalization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.OutputCaching;
using PmAssist.Tenancy.Internal;

namespace PmAssist.Tenancy;

/// <summary>Keys that keep workspaces apart in what a process, or several, share.</summary>
/// <remarks>Each is made of the workspace's id: a slug may belong to another workspace later.</remarks>
public static class WorkspaceKeys
{
    /// <summary>A key for a cache, for example <c>HybridCache</c>: the same name is another entry in each workspace.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="name">The entry's name.</param>
    public static string Key(this Workspace workspace, string name)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(name);
        return $"{WorkspaceTag(workspace)}:{name}";
    }

    /// <summary>A tag for all that a cache keeps of a workspace, for <c>RemoveByTagAsync</c>; also the beginning of each key.</summary>
    /// <param name="workspace">The workspace.</param>
    public static string WorkspaceTag(this Workspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        return WorkspaceTag(workspace.Id);
    }

    /// <summary>
    /// A partition of a rate limiter: <see cref="WorkspaceTag(Workspace)"/>, and one, the empty text, for all requests without a workspace.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <exception cref="InvalidOperationException">
    /// The request has not passed <c>UseWorkspaces</c>, so nobody knows its workspace, and all would share a partition.
    /// </exception>
    public static string WorkspacePartition(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (RequestWorkspace.Of(context)?.Decision is { Outcome: WorkspaceOutcome.Admitted } decision)
        {
            return WorkspaceTag(decision.Listing.Id);
        }

        var isWithout = context.GetEndpoint() is { } endpoint
            ? endpoint.Metadata.GetMetadata<IWorkspaceMetadata>()?.LeastRole is null
            : context.Features.Get<PassedWorkspaces>() is not null;
        return isWithout ? "" : throw new InvalidOperationException(
            "Nobody knows the request's workspace yet. Call app.UseRateLimiter() and app.UseOutputCache() after app.UseWorkspaces(), and "
            + "that after app.UseRouting().");
    }

    /// <summary>
    /// Lets the output cache keep answers to <c>GET</c> and <c>HEAD</c> in a workspace, though their users are signed in: one answer for
    /// all its members that may call the endpoint, whoever they are. Only for endpoints whose answer depends on neither user nor role.
    /// Comes first: it replaces the default policy, which keeps nothing for them, and what was added before.
    /// </summary>
    /// <remarks>
    /// The output cache comes after <c>UseWorkspaces</c>, and after <c>UseAuthorization</c> where the endpoint has an authorization policy
    /// or the host a fallback policy; before, such requests fail. A base policy with the default one in it keeps
    /// nothing for signed-in users either: give <c>AddBasePolicy</c> <c>excludeDefaultPolicy: true</c>. Each answer has the workspace's
    /// <see cref="WorkspaceTag(Workspace)"/>, for <c>IOutputCacheStore.EvictByTagAsync</c>. One that sets a cookie, or has another status
    /// than 200, is not kept, and none of a request without a workspace is.
    /// </remarks>
    /// <param name="policy">The policy.</param>
    public static OutputCachePolicyBuilder CacheByWorkspace(this OutputCachePolicyBuilder policy)
    {
        ArgumentNullException.ThrowIfNull(policy);

        // NoCache is what takes the default policy out of a builder; the policy after it decides.
        return policy.NoCache().AddPolicy<WorkspaceCachePolicy>();
    }

    /// <summary>A protector whose texts only the same workspace can read, though all share their keys.</summary>
    /// <param name="provider">The host's data protection.</param>
    /// <param name="workspace">The workspace.</param>
    /// <param name="purpose">What the texts are for.</param>
    public static IDataProtector CreateProtector(this IDataProtectionProvider provider, Workspace workspace, string purpose)
    {
        ArgumentNullException.ThrowIfNull(provider);
        return provider.CreateProtector("PmAssist.Tenancy", workspace.WorkspaceTag(), purpose);
    }

    private static string WorkspaceTag(Guid id) => string.Create(CultureInfo.InvariantCulture, $"workspace-{id:N}");
}
