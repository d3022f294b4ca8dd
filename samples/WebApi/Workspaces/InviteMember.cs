using PmAssist.Tenancy;

namespace WebApi.Workspaces;

public sealed record InviteMember(string UserId, WorkspaceRole Role);
