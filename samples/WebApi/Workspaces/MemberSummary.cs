using PmAssist.Tenancy;
using WebApi.People;

namespace WebApi.Workspaces;

public sealed record MemberSummary(string UserId, string Name, WorkspaceRole Role)
{
    public static MemberSummary Of(WorkspaceMember member)
        => new(member.UserId, Person.Find(member.UserId)?.Name ?? member.UserId, member.Role);
}
