using System.CommandLine;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary><see cref="IWorkspaceCutover.VerifyAsync"/>.</summary>
internal sealed class CutoverVerifyVerb : Verb
{
    private const int MostShown = 50;

    private readonly Argument<string> _description;
    private readonly CutoverPace _pace;

    public CutoverVerifyVerb()
        : base("verify", "Compares every row of both sides.", typeof(Verification), "cutover verify cutover.json")
    {
        _description = With(DescriptionFile.Argument());
        _pace = new CutoverPace(With);
    }

    public override async Task<Answer> RunAsync(VerbRun run, CancellationToken cancellationToken)
    {
        var description = await DescriptionFile.ReadAsync(run.Value(_description), cancellationToken).ConfigureAwait(false);
        var found = await run.Get<IWorkspaceCutover>().VerifyAsync(description, _pace.Read(run), cancellationToken).ConfigureAwait(false);
        var slugs = await WorkspaceSlugs.ReadAsync(run).ConfigureAwait(false);
        var verification = new Verification(
            found.IsClean,
            found.Tables,
            found.Rows,
            found.DifferentRows.Values.Sum(),
            [.. found.Differences.Select(d => Difference.Of(d, slugs))],
            ViolationLine.Of(found.Violations));
        List<Block> text =
            [Grid.Of(("tables", verification.Tables), ("rows", verification.Rows), ("different", verification.DifferentRows))];
        if (verification.Differences.Count > 0)
        {
            text.Add(new Lines(""));
            text.Add(Grid.Of(
                verification.Differences.Take(MostShown),
                ("workspace", d => d.Slug),
                ("table", d => d.Table),
                ("key", d => d.Key),
                ("difference", d => d.Kind)));
        }

        if (verification.Violations.Count > 0)
        {
            text.Add(new Lines(""));
            text.Add(ViolationLine.ToGrid(verification.Violations));
        }

        return new Answer(found.IsClean ? ExitCode.Done : ExitCode.Found, verification, [.. text]);
    }

    /// <summary>A comparison of both sides.</summary>
    internal sealed record Verification(
        bool IsClean,
        int Tables,
        long Rows,
        long DifferentRows,
        IReadOnlyList<Difference> Differences,
        IReadOnlyList<ViolationLine> Violations);

    /// <summary>A row that is not the same on both sides; of the master without an id.</summary>
    internal sealed record Difference(Guid? WorkspaceId, string Slug, string Table, string Key, CutoverDifferenceKind Kind)
    {
        public static Difference Of(CutoverDifference found, WorkspaceSlugs slugs)
            => new(found.WorkspaceId, found.WorkspaceId is { } id ? slugs[id] : "master", found.Table, found.Key, found.Kind);
    }
}
