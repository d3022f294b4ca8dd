using System.CommandLine;
using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary><see cref="IWorkspaceService.ListAsync"/>, page by page.</summary>
internal sealed class ListVerb : Verb
{
    private readonly Option<WorkspaceStatus?> _status;
    private readonly Option<string?> _name;
    private readonly Option<string?> _member;
    private readonly Option<string[]> _where;
    private readonly Option<bool> _failed;
    private readonly Option<bool> _ownerless;

    public ListVerb()
        : base(
            "list",
            "Lists workspaces by slug: all that are neither deleted nor being deleted.",
            typeof(Listing),
            "workspaces list",
            "workspaces list --where plan=pro --where region=eu",
            "workspaces list --status deleting --json")
    {
        _status = With(new Option<WorkspaceStatus?>("--status")
        {
            Description = "Only those in this state.",
            CustomParser = result => ChoiceText.Parse<WorkspaceStatus>(result),
        });
        _name = With(new Option<string?>("--name") { Description = "Only those with this text in their name.", HelpName = "text" });
        _member = With(new Option<string?>("--member") { Description = "Only those of this user.", HelpName = "user" });
        _where = With(new Selection().Where);
        _failed = With(new Option<bool>("--failed") { Description = "Only those with an error." });
        _ownerless = With(new Option<bool>("--ownerless") { Description = "Only those that have no owner." });
    }

    public override async Task<Answer> RunAsync(VerbRun run, CancellationToken cancellationToken)
    {
        var properties = (run.Value(_where) ?? []).Select(PropertyText.Parse).ToList();
        var filter = new WorkspaceFilter
        {
            Status = run.Value(_status),
            Name = run.Value(_name),
            MemberId = run.Value(_member),
            HasError = run.Value(_failed),
            Property = properties.Count > 0 ? properties[0] : null,
        };
        var found = await Selection.ReadAsync(run.Get<IWorkspaceService>(), filter, cancellationToken).ConfigureAwait(false);
        var owned = run.Value(_ownerless) ? await ReadOwnedAsync(run, cancellationToken).ConfigureAwait(false) : [];
        List<WorkspaceInfo> workspaces =
        [
            .. found.Where(w => properties.TrueForAll(p => PropertyText.Has(w, p)) && !owned.Contains(w.Id)).Select(WorkspaceInfo.Of),
        ];
        return new Answer(ExitCode.Done, new Listing(workspaces), TextOf(workspaces))
        {
            Remarks = [workspaces.Count == 1 ? "1 workspace." : $"{Grid.TextOf(workspaces.Count)} workspaces."],
        };
    }

    private static Grid TextOf(List<WorkspaceInfo> workspaces)
    {
        List<(string, Func<WorkspaceInfo, object?>)> columns =
            [("slug", w => w.Slug), ("name", w => w.Name), ("status", w => w.Status), ("version", w => w.Version)];
        if (workspaces.Exists(w => w.LastError is not null))
        {
            columns.Add(("last error", w => w.LastError));
        }

        return Grid.Of(workspaces, columns);
    }

    private static async Task<HashSet<Guid>> ReadOwnedAsync(VerbRun run, CancellationToken cancellationToken)
        => await run.Get<ICatalogue>().ReadAsync(
            (master, token) => master.Members.Where(m => m.Role == WorkspaceRole.Owner).Select(m => m.WorkspaceId).ToHashSetAsync(token),
            cancellationToken).ConfigureAwait(false);

    /// <summary>Workspaces.</summary>
    /// <param name="Workspaces">By slug.</param>
    internal sealed record Listing(IReadOnlyList<WorkspaceInfo> Workspaces);
}
