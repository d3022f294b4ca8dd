using System.CommandLine;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary><see cref="IWorkspaceMigrator.VerifyAsync"/>.</summary>
internal sealed class MigrationVerifyVerb : Verb
{
    private readonly Option<bool> _dryRun;

    public MigrationVerifyVerb()
        : base(
            "verify",
            "Compares the catalogue with the history of every schema, and corrects the catalogue.",
            typeof(Verification),
            "migrations verify",
            "migrations verify --dry-run")
        => _dryRun = With(new Option<bool>("--dry-run") { Description = "Says what would be corrected, and changes nothing." });

    public override async Task<Answer> RunAsync(VerbRun run, CancellationToken cancellationToken)
    {
        var isDry = run.Value(_dryRun);
        var found = isDry
            ? await ExamineAsync(run, cancellationToken).ConfigureAwait(false)
            : await VerifyAsync(run, cancellationToken).ConfigureAwait(false);
        List<(string Finding, string What, string? Catalogue, string? Actual)> rows =
        [
            .. found.Missing.Select(w => ("schema missing", w.Slug, (string?)null, (string?)null)),
            .. found.Corrected.Select(c => (isDry ? "wrong" : "corrected", c.Slug, c.CatalogueVersion, c.ActualVersion)),
            .. found.Orphans.Select(o => ("no row owns it", o, (string?)null, (string?)null)),
            .. found.Unregistered.Select(u => ("not registered", $"{u.Table} in {u.WorkspaceCount}", (string?)null, (string?)null)),
        ];
        return new Answer(
            rows.Count == 0 ? ExitCode.Done : ExitCode.Found,
            found,
            rows.Count == 0
                ? []
                :
                [
                    Grid.Of(
                        rows,
                        ("finding", r => r.Finding),
                        ("what", r => r.What),
                        ("catalogue", r => r.Catalogue),
                        ("history", r => r.Actual)),
                ])
        {
            Remarks =
            [
                $"{(found.Checked is { } count ? $"{Grid.TextOf(count)} workspaces compared, " : "")}{rows.Count} findings"
                    + (isDry ? ": nothing was changed." : "."),
            ],
        };
    }

    private static async Task<Verification> VerifyAsync(VerbRun run, CancellationToken cancellationToken)
    {
        var found = await run.Get<IWorkspaceMigrator>().VerifyAsync(cancellationToken).ConfigureAwait(false);
        var slugs = await WorkspaceSlugs.ReadAsync(run).ConfigureAwait(false);
        return new Verification(
            DryRun: false,
            found.Checked,
            [.. found.Missing.Select(w => new Named(w.Id, w.Slug))],
            [.. found.Repaired.Select(m => new Correction(m.WorkspaceId, slugs[m.WorkspaceId], m.CatalogueVersion, m.ActualVersion))],
            [.. found.Orphans.Select(s => s.Name)],
            [
                .. found.Unregistered.OrderBy(u => u.Key, StringComparer.Ordinal).Select(u => new Unregistered(u.Key, u.Value.Count)),
            ]);
    }

    /// <summary>The doctor looks at the same, and changes nothing.</summary>
    private static async Task<Verification> ExamineAsync(VerbRun run, CancellationToken cancellationToken)
    {
        var findings = await run.Get<IWorkspaceDoctor>().ExamineAsync(new WorkspaceExamination { Structure = false }, cancellationToken)
            .ToListAsync(cancellationToken).ConfigureAwait(false);
        var by = findings.ToLookup(f => f.Kind);
        return new Verification(
            DryRun: true,
            Checked: null,
            [.. by[WorkspaceFindingKind.SchemaMissing].Select(f => new Named(f.WorkspaceId!.Value, f.Slug!))],
            [.. by[WorkspaceFindingKind.CatalogueWrong].Select(f => new Correction(f.WorkspaceId!.Value, f.Slug!, f.Expected, f.Actual))],
            [.. by[WorkspaceFindingKind.SchemaUnowned].Select(f => f.Schema.Name)],
            []);
    }

    /// <summary>What was found; how many were compared is not known of a dry run.</summary>
    internal sealed record Verification(
        bool DryRun,
        int? Checked,
        IReadOnlyList<Named> Missing,
        IReadOnlyList<Correction> Corrected,
        IReadOnlyList<string> Orphans,
        IReadOnlyList<Unregistered> Unregistered);

    /// <summary>A workspace.</summary>
    internal sealed record Named(Guid Id, string Slug);

    /// <summary>A row that said something else than the schema's history.</summary>
    internal sealed record Correction(Guid Id, string Slug, string? CatalogueVersion, string? ActualVersion);

    /// <summary>A history table of a context that is registered no longer.</summary>
    internal sealed record Unregistered(string Table, int WorkspaceCount);
}
