namespace PmAssist.Tenancy.Internal;

/// <summary>A user in a workspace.</summary>
internal readonly record struct MemberKey(Guid WorkspaceId, string UserId);
