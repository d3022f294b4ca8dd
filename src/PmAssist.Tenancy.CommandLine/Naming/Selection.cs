using System.CommandLine;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>Which workspaces a verb is about: some by name, those with certain properties, those in a state, or all.</summary>
internal sealed class Selection
{
    /// <summary>What each argument is called that names a workspace.</summary>
    public const string NameOfWorkspace = "workspace";

    private const int PageSize = 1000;

    private readonly WorkspaceStatus? _state;

    /// <param name="state">The state of those that <c>--where</c> and <c>--all</c> look among; null for all but deleted ones.</param>
    public Selection(WorkspaceStatus? state = null) => _state = state;

    public Argument<string[]> Names { get; } = new(NameOfWorkspace)
    {
        Arity = ArgumentArity.ZeroOrMore,
        Description = "An id, a schema or a slug; several are allowed.",
    };

    public Option<string[]> Where { get; } = new("--where")
    {
        Description = "Those with a property; more than once for all of them.",
        HelpName = "key=value",
    };

    public Option<bool> All { get; } = new("--all") { Description = "All workspaces." };

    /// <summary>Whether the operator chose none, so that the verb is about the fleet or has nothing to do.</summary>
    public bool IsEmpty(VerbRun run) => run.Value(Names).Length == 0 && (run.Value(Where) ?? []).Length == 0 && !run.Value(All);

    /// <summary>The workspaces, each once, in the order of their names on the command line or by slug.</summary>
    /// <exception cref="UsageException">None was chosen, or in two ways.</exception>
    public async Task<IReadOnlyList<Workspace>> ReadAsync(VerbRun run, CancellationToken cancellationToken)
    {
        if (IsEmpty(run))
        {
            throw new UsageException("Which workspaces? Name some by id, schema or slug, or say --where key=value, or --all.");
        }

        var names = run.Value(Names);
        var properties = (run.Value(Where) ?? []).Select(PropertyText.Parse).ToList();
        if (names.Length > 0)
        {
            return properties.Count == 0 && !run.Value(All)
                ? await ReadAsync(run.Names, names, cancellationToken).ConfigureAwait(false)
                : throw new UsageException("Name workspaces, or say --where or --all; not both.");
        }

        var filter = new WorkspaceFilter { Status = _state, Property = properties.Count > 0 ? properties[0] : null };
        var found = await ReadAsync(run.Get<IWorkspaceService>(), filter, cancellationToken).ConfigureAwait(false);
        return [.. found.Where(w => properties.TrueForAll(p => PropertyText.Has(w, p)))];
    }

    /// <summary>The ids to keep in a run over the fleet; null for all.</summary>
    public async Task<Func<Workspace, bool>?> ReadFilterAsync(VerbRun run, CancellationToken cancellationToken)
    {
        if (IsEmpty(run) || run.Value(All))
        {
            return null;
        }

        var ids = (await ReadAsync(run, cancellationToken).ConfigureAwait(false)).Select(w => w.Id).ToHashSet();
        return workspace => ids.Contains(workspace.Id);
    }

    /// <summary>All workspaces that meet a filter, page by page.</summary>
    public static async Task<IReadOnlyList<Workspace>> ReadAsync(
        IWorkspaceService workspaces, WorkspaceFilter filter, CancellationToken cancellationToken)
    {
        var found = new List<Workspace>();
        IReadOnlyList<Workspace> page;
        do
        {
            page = await workspaces.ListAsync(filter, PageSize, found.LastOrDefault()?.Slug, cancellationToken).ConfigureAwait(false);
            found.AddRange(page);
        }
        while (page.Count == PageSize);
        return found;
    }

    private static async Task<IReadOnlyList<Workspace>> ReadAsync(
        WorkspaceNames names, IEnumerable<string> wanted, CancellationToken cancellationToken)
    {
        var found = new List<Workspace>();
        foreach (var name in wanted)
        {
            var workspace = await names.GetAsync(name, cancellationToken).ConfigureAwait(false);
            if (!found.Exists(w => w.Id == workspace.Id))
            {
                found.Add(workspace);
            }
        }

        return found;
    }
}
