namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>A member, as documents have it.</summary>
internal sealed record MemberInfo(string UserId, WorkspaceRole Role, DateTime JoinedUtc)
{
    private const int PageSize = 1000;

    public static MemberInfo Of(WorkspaceMember member) => new(member.UserId, member.Role, member.JoinedUtc);

    /// <summary>All members of a workspace, page by page.</summary>
    public static async Task<IReadOnlyList<MemberInfo>> ReadAsync(VerbRun run, Guid workspaceId, CancellationToken cancellationToken)
    {
        var members = run.Get<IWorkspaceMemberService>();
        var found = new List<MemberInfo>();
        IReadOnlyList<WorkspaceMember> page;
        do
        {
            page = await members.ListAsync(workspaceId, PageSize, found.LastOrDefault()?.UserId, cancellationToken).ConfigureAwait(false);
            found.AddRange(page.Select(Of));
        }
        while (page.Count == PageSize);
        return found;
    }
}
