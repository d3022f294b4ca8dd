using System.CommandLine;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>A workspace that was created, or would be; then it has no row yet.</summary>
internal sealed record Creation(bool DryRun, string Name, string Owner, string? Slug, Guid? Id, WorkspaceInfo? Workspace)
{
    public static Option<bool> DryRunOption() => new("--dry-run") { Description = "Says what would be created, and creates nothing." };

    public static Answer Of(NewWorkspace request, Workspace workspace)
    {
        var info = WorkspaceInfo.Of(workspace);
        return new Answer(ExitCode.Done, new Creation(false, info.Name, request.OwnerId, info.Slug, info.Id, info), info.ToGrid());
    }

    /// <summary>What can be known beforehand: whether the slug is free.</summary>
    public static async Task<Answer> PlanAsync(VerbRun run, NewWorkspace request, CancellationToken cancellationToken)
    {
        if (request.Slug is { } slug
            && await run.Get<IWorkspaceService>().FindBySlugAsync(slug, cancellationToken).ConfigureAwait(false) is { } other
            && other.Id != request.Id)
        {
            throw new TenancyException($"The slug '{slug}' is taken by the workspace {other.Id}. Choose another --slug.");
        }

        return new Answer(
            ExitCode.Done,
            new Creation(true, request.Name, request.OwnerId, request.Slug, request.Id, Workspace: null),
            Grid.Of(("name", request.Name), ("owner", request.OwnerId), ("slug", request.Slug), ("id", request.Id)))
        {
            Remarks = ["Nothing was created."],
        };
    }
}
