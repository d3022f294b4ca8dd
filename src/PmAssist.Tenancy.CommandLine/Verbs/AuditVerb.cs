using System.CommandLine;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary><see cref="IAuditLog.ReadAsync"/>.</summary>
internal sealed class AuditVerb : Verb
{
    /// <summary>What one looks at need not have what a long transaction commits late.</summary>
    private static readonly TimeSpan Lag = TimeSpan.FromSeconds(5);

    private readonly Argument<string?> _workspace;
    private readonly Option<int> _take;
    private readonly Option<string?> _before;
    private readonly Option<bool> _follow;

    public AuditVerb()
        : base(
            "audit",
            "Shows who did what, newest first: in a workspace, or in all and beside them.",
            typeof(Page),
            "audit contoso",
            "audit --take 20 --json",
            "audit --follow")
    {
        _workspace = With(new Argument<string?>(Selection.NameOfWorkspace)
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
        _follow = With(new Option<bool>("--follow")
        {
            Description = "Shows the last ones, oldest first, and then each that comes, some seconds later, until Ctrl-C.",
        });
    }

    public override async Task<Answer> RunAsync(VerbRun run, CancellationToken cancellationToken)
    {
        if (run.Value(_take) is < 1 or > 10_000)
        {
            throw new UsageException("--take goes from 1 to 10,000.");
        }

        if (run.Value(_follow) && (run.IsJson || run.Value(_before) is not null))
        {
            throw new UsageException("--follow shows lines as they come: leave --json and --before out.");
        }

        var entries = run.Optional(_workspace) is { } name
            ? await ReadAsync(run, name, cancellationToken).ConfigureAwait(false)
            : await ReadAllAsync(run, cancellationToken).ConfigureAwait(false);
        var slugs = await WorkspaceSlugs.ReadAsync(run).ConfigureAwait(false);
        if (run.Value(_follow))
        {
            return await FollowAsync(run, entries, slugs, cancellationToken).ConfigureAwait(false);
        }

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

    /// <summary>Its only end is the operator's.</summary>
    private async Task<Answer> FollowAsync(
        VerbRun run, IReadOnlyList<AuditEntry> last, WorkspaceSlugs slugs, CancellationToken cancellationToken)
    {
        run.Progress("audit:").Dispose();
        foreach (var entry in last.Reverse())
        {
            run.WriteLine(TextOf(entry, slugs));
        }

        try
        {
            Guid? only = run.Optional(_workspace) is { } name
                ? await IdAsync(run, name, cancellationToken).ConfigureAwait(false)
                : null;
            var newest = last.Count > 0 ? last[0].Position : null;
            var entries = run.Get<IAuditLog>().FollowAsync(newest, Lag, cancellationToken);
            await foreach (var entry in entries.Where(e => only is null || e.WorkspaceId == only).ConfigureAwait(false))
            {
                if (entry.WorkspaceId is { } id && !slugs.Knows(id))
                {
                    slugs = await WorkspaceSlugs.ReadAsync(run).ConfigureAwait(false);
                }

                run.WriteLine(TextOf(entry, slugs));
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }

        return new Answer(ExitCode.Done, new Page([], Next: null));
    }

    private static string TextOf(AuditEntry entry, WorkspaceSlugs slugs)
        => string.Join(
            "  ",
            Grid.TextOf(entry.OccurredUtc),
            entry.WorkspaceId is { } id ? slugs[id] : "-",
            entry.ActorId ?? "system",
            entry.Action,
            entry.Details).TrimEnd();

    private async Task<IReadOnlyList<AuditEntry>> ReadAsync(VerbRun run, string name, CancellationToken cancellationToken)
    {
        var id = await IdAsync(run, name, cancellationToken).ConfigureAwait(false);
        return await run.Get<IAuditLog>().ReadAsync(id, run.Value(_take), run.Value(_before), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A purged workspace has its entries still, and no name but its id.</summary>
    private static async Task<Guid> IdAsync(VerbRun run, string name, CancellationToken cancellationToken)
        => WorkspaceNames.IdIn(name) ?? (await run.Names.GetAsync(name, cancellationToken).ConfigureAwait(false)).Id;

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
