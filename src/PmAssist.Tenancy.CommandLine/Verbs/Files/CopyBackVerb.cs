using System.CommandLine;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary><see cref="IWorkspacePortability.CopyBackAsync"/>.</summary>
internal sealed class CopyBackVerb : Verb
{
    /// <summary>As many as a comparison names.</summary>
    private const int MostRows = 100_000;

    private readonly Argument<string> _workspace;
    private readonly Argument<string> _file;
    private readonly Option<string[]> _tables;
    private readonly Option<string[]> _rows;
    private readonly Option<string?> _key;
    private readonly Option<bool> _dryRun;

    public CopyBackVerb()
        : base(
            "copy-back",
            "Brings rows of a file back into a workspace that is in use. Asks first.",
            typeof(CopiedBack),
            "workspaces copy-back contoso contoso.zip --table meeting_notes --dry-run",
            "workspaces copy-back contoso contoso.zip --table notes --row 17 --row 18")
    {
        _workspace = With(new Argument<string>(Selection.NameOfWorkspace) { Description = "An id, a schema or a slug." });
        _file = With(WorkspaceFile.Argument());
        _tables = With(new Option<string[]>("--table") { Description = "The table; more than once for several.", Required = true });
        _rows = With(new Option<string[]>("--row")
        {
            Description = "The key of a row, as 'compare' names it; more than once for several. Default: all rows of the tables.",
            HelpName = "key",
        });
        _key = With(WorkspaceFile.Key());
        _dryRun = With(new Option<bool>("--dry-run") { Description = "Changes nothing, and counts what would be changed." });
    }

    public override async Task<Answer> RunAsync(VerbRun run, CancellationToken cancellationToken)
    {
        var (tables, rows) = (run.Value(_tables) ?? [], run.Value(_rows) ?? []);
        if (tables.Length > 1 && rows.Length > 0)
        {
            throw new UsageException("Rows are of one table: name one --table with --row.");
        }

        var portability = run.Get<IWorkspacePortability>();
        var workspace = await run.Names.GetAsync(run.Value(_workspace), cancellationToken).ConfigureAwait(false);
        var key = await WorkspaceFile.ReadKeyAsync(run, _key, cancellationToken).ConfigureAwait(false);
        var file = WorkspaceFile.Open(run.Value(_file));
        await using var end = file.ConfigureAwait(false);
        if (run.Value(_dryRun))
        {
            var options = new CompareOptions { Keys = rows.Length == 0 ? 0 : MostRows, SigningKey = key };
            var found = await portability.CompareAsync(workspace.Id, file, options, cancellationToken).ConfigureAwait(false);
            var chosen = tables.Distinct().Select(name => found.FirstOrDefault(t => t.Table == name) ?? throw new UsageException(
                $"The file has no table '{name}'. It has: {string.Join(", ", found.Select(t => t.Table))}.")).ToList();
            return Answered(workspace, isDry: true, chosen.Sum(t => CountOf(t.Missing)), chosen.Sum(t => CountOf(t.Different)));
        }

        run.Confirm($"Bring {(rows.Length == 0 ? "all rows" : $"{rows.Length} rows")} of {string.Join(", ", tables)} back into "
            + $"'{workspace.Slug}'?");
        var result = await portability.CopyBackAsync(
            workspace.Id,
            file,
            [.. tables.Select(table => new RowChoice(table, rows))],
            new CopyBackOptions { SigningKey = key, ActorId = run.Actor },
            cancellationToken).ConfigureAwait(false);
        return Answered(workspace, isDry: false, result.Inserted, result.Updated);

        long CountOf(RowDifferences differences) => rows.Length == 0 ? differences.Count : differences.Keys.Count(rows.Contains);
    }

    private static Answer Answered(Workspace workspace, bool isDry, long inserted, long updated)
        => new(
            ExitCode.Done,
            new CopiedBack(isDry, workspace.Id, workspace.Slug, inserted, updated),
            Grid.Of(("workspace", workspace.Slug), ("inserted", inserted), ("updated", updated)))
        {
            Remarks = isDry ? ["Nothing was changed."] : [],
        };

    /// <summary>How many rows are there again, and how many have the file's values again.</summary>
    internal sealed record CopiedBack(bool DryRun, Guid WorkspaceId, string Slug, long Inserted, long Updated);
}
