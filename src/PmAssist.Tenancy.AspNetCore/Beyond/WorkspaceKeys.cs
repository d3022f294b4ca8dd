using System.Globalization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.OutputCaching;

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
        return string.Create(CultureInfo.InvariantCulture, $"workspace-{workspace.Id:N}");
    }

    /// <summary>A partition of a rate limiter: one for each workspace, and one for all requests without a workspace.</summary>
    /// <param name="context">The request. The rate limiter comes after <c>UseWorkspaces</c>.</param>
    public static string WorkspacePartition(this HttpContext context) => context.GetWorkspace()?.WorkspaceTag() ?? "";

    /// <summary>Keeps what the output cache stores apart by workspace. The output cache comes after <c>UseWorkspaces</c>.</summary>
    /// <param name="policy">The policy.</param>
    public static OutputCachePolicyBuilder VaryByWorkspace(this OutputCachePolicyBuilder policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return policy.VaryByValue(context => KeyValuePair.Create("workspace", context.WorkspacePartition()));
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
}
