namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>Members of a workspace.</summary>
/// <param name="WorkspaceId">The workspace.</param>
/// <param name="Slug">Its slug.</param>
/// <param name="DryRun">Whether nothing was to be changed.</param>
/// <param name="Members">All of them; after a change of one the ones that there are now.</param>
internal sealed record MembersDocument(Guid WorkspaceId, string Slug, bool DryRun, IReadOnlyList<MemberInfo> Members)
{
    public static async Task<Answer> ReadAsync(VerbRun run, Workspace workspace, bool isDry, CancellationToken cancellationToken)
    {
        var members = await MemberInfo.ReadAsync(run, workspace.Id, cancellationToken).ConfigureAwait(false);
        return new Answer(
            ExitCode.Done,
            new MembersDocument(workspace.Id, workspace.Slug, isDry, members),
            Grid.Of(members, ("user", m => m.UserId), ("role", m => m.Role), ("joined", m => m.JoinedUtc)))
        {
            Remarks = isDry ? ["Nothing was changed."] : [],
        };
    }
}
