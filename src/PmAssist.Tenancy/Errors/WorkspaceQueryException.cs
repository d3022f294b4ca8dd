using PmAssist.Tenancy.Internal;

namespace PmAssist.Tenancy;

/// <summary>A query over all workspaces failed in one of them.</summary>
public sealed class WorkspaceQueryException : TenancyException
{
    internal WorkspaceQueryException(Guid workspaceId, string slug, Exception cause)
        : base(
            $"The query failed in the workspace '{slug}' ({workspaceId}): {DatabaseError.SentenceOf(cause)} "
            + "To go on with the others, set WorkspaceQueryOptions.OnFailure.",
            cause)
        => (WorkspaceId, Slug) = (workspaceId, slug);
}
