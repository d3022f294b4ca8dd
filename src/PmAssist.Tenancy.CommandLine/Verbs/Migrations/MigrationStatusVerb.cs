namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary><see cref="IWorkspaceMigrator.GetStatusAsync"/>.</summary>
internal sealed class MigrationStatusVerb() : Verb(
    "status",
    "Says how many workspaces are behind, current and ahead, and which failed.",
    typeof(Status),
    "migrations status",
    "migrations status --json")
{
    public override async Task<Answer> RunAsync(VerbRun run, CancellationToken cancellationToken)
    {
        var found = await run.Get<IWorkspaceMigrator>().GetStatusAsync(cancellationToken).ConfigureAwait(false);
        var status = new Status(
            found.TargetVersion,
            found.CurrentCount,
            found.BehindCount,
            found.AheadCount,
            found.FailedCount,
            [.. found.Versions.Select(v => new VersionCount(v.Version, v.Count))],
            [.. found.Failed.Select(w => new Trouble(w.Id, w.Slug, w.LastError))],
            [.. found.Missing.Select(w => new Trouble(w.Id, w.Slug, w.LastError))]);
        var isWell = status is { Behind: 0, Ahead: 0, FailedCount: 0, Missing.Count: 0 };
        List<Block> text =
        [
            Grid.Of(
                ("newest", status.TargetVersion),
                ("current", status.Current),
                ("behind", status.Behind),
                ("ahead", status.Ahead),
                ("failed", status.FailedCount),
                ("missing", status.Missing.Count)),
        ];
        Add(text, Grid.Of(status.Versions, ("version", v => v.Version ?? "none"), ("workspaces", v => v.Count)), status.Versions.Count);
        Add(text, Grid.Of(status.Failed, ("failed", w => w.Slug), ("last error", w => w.LastError)), status.Failed.Count);
        Add(text, Grid.Of(status.Missing, ("schema missing", w => w.Slug), ("id", w => w.Id)), status.Missing.Count);
        return new Answer(isWell ? ExitCode.Done : ExitCode.Found, status, [.. text]);
    }

    private static void Add(List<Block> text, Grid grid, int count)
    {
        if (count > 0)
        {
            text.Add(new Lines(""));
            text.Add(grid);
        }
    }

    /// <summary>Where the fleet is.</summary>
    internal sealed record Status(
        string TargetVersion,
        int Current,
        int Behind,
        int Ahead,
        int FailedCount,
        IReadOnlyList<VersionCount> Versions,
        IReadOnlyList<Trouble> Failed,
        IReadOnlyList<Trouble> Missing);

    /// <summary>How many workspaces are at a version; null for none.</summary>
    internal sealed record VersionCount(string? Version, int Count);

    /// <summary>A workspace that needs somebody.</summary>
    internal sealed record Trouble(Guid Id, string Slug, string? LastError);
}
