using System.CommandLine;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary><see cref="IAuditLog.ReadAsync"/>.</summary>
internal sealed class AuditVerb : Verb
{
    private readonly Argument<string?> _workspace;
    private readonly Option<int> _take;
    private readonly Option<string?> _before;

    public AuditVerb()
        : base(
            "audit",
            "Shows who did what, newest first: in a workspace, or in all and beside them.",
            typeof(Page),
            "audit contoso",
            "audit --take 20 --json")
    {
        _workspace = With(new Argument<string?>("workspace")
        {
            Arity = ArgumentArity.ZeroOrOne,
            Description = "An id, a schema or a slug; of a purged one the id. Default: all.",
        });
        _take = With(new Option<int>("--take")
        {
            Description = "How many at most: 1 to 10,000. Default: 100.",
            HelpName = "n",
            DefaultValueFactory = _ => 100,
        });
        _before = With(new Option<string?>("--before")
        {
            Description = "The position to go on from, which the page before it ends with.",
            HelpName = "position",
        });
    }

    public override async Task<Answer> RunAsync(VerbRun run, CancellationToken cancellationToken)
    {
        if (run.Value(_take) is < 1 or > 10_000)
        {
            throw new UsageException("--take goes from 1 to 10,000.");
        }

        var entries = run.Optional(_workspace) is { } name
            ? await ReadAsync(run, name, cancellationToken).ConfigureAwait(false)
            : await ReadAllAsync(run, cancellationToken).ConfigureAwait(false);
        var slugs = await WorkspaceSlugs.ReadAsync(run).ConfigureAwait(false);
        List<Line> lines = [.. entries.Select(e => Line.Of(e, e.WorkspaceId is { } id ? slugs[id] : null))];
        var next = lines.Count == run.Value(_take) ? lines[^1].Position : null;
        return new Answer(
            ExitCode.Done,
            new Page(lines, next),
            Grid.Of(
                lines,
                ("time", e => e.OccurredUtc),
                ("workspace", e => e.Slug),
                ("actor", e => e.ActorId ?? "system"),
                ("action", e => e.Action),
                ("details", e => e.Details?.GetRawText())))
        {
            Remarks = next is null || run.Optional(_workspace) is null ? [] : [$"The next page: --before {next}"],
        };
    }

    private async Task<IReadOnlyList<AuditEntry>> ReadAsync(VerbRun run, string name, CancellationToken cancellationToken)
    {
        // A purged workspace has its entries still, and no name but its id.
        var id = WorkspaceNames.IdIn(name) ?? (await run.Names.GetAsync(name, cancellationToken).ConfigureAwait(false)).Id;
        return await run.Get<IAuditLog>().ReadAsync(id, run.Value(_take), run.Value(_before), cancellationToken).ConfigureAwait(false);
    }

    private Task<List<AuditEntry>> ReadAllAsync(VerbRun run, CancellationToken cancellationToken)
    {
        var take = run.Value(_take);
        return run.Value(_before) is not null
            ? throw new UsageException("--before goes on in a workspace's entries. Name the workspace.")
            : run.Get<ICatalogue>().ReadAsync(
                (master, token) => master.AuditLog
                    .OrderByDescending(e => e.OccurredUtc).ThenByDescending(e => e.Id).Take(take).ToListAsync(token),
                cancellationToken);
    }

    /// <summary>Entries, newest first, and where the next page begins; null for the last.</summary>
    internal sealed record Page(IReadOnlyList<Line> Entries, string? Next);

    /// <summary>An entry.</summary>
    internal sealed record Line(
        Guid Id,
        DateTime OccurredUtc,
        Guid? WorkspaceId,
        string? Slug,
        string? ActorId,
        string Action,
        string EntityType,
        string EntityId,
        JsonElement? Details,
        string Position)
    {
        public static Line Of(AuditEntry entry, string? slug)
            => new(
                entry.Id,
                entry.OccurredUtc,
                entry.WorkspaceId,
                slug,
                entry.ActorId,
                entry.Action,
                entry.EntityType,
                entry.EntityId,
                entry.Details is { } json ? JsonSerializer.Deserialize<JsonElement>(json) : null,
                entry.Position);
    }
}
