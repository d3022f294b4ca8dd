namespace PmAssist.Tenancy.Internal;

/// <summary>Marks a request that had no endpoint when it passed <c>UseWorkspaces</c>, so it has no workspace.</summary>
internal sealed class PassedWorkspaces
{
    public static readonly PassedWorkspaces Mark = new();
}
