using System.Collections.Concurrent;
using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>SQL in workspaces, each row with its own: <see cref="IWorkspaceFleet.VisitAsync"/>.</summary>
internal sealed class SqlVerb : Verb
{
    private readonly Argument<string> _query;
    private readonly Selection _selection = new();
    private readonly Option<bool> _write;
    private readonly Option<bool> _dryRun;
    private readonly Option<int> _limit;
    private readonly Option<int?> _parallel;

    public SqlVerb()
        : base(
            "sql",
            "Runs SQL in active workspaces. {table} becomes the table's name with the workspace's schema. Changes nothing without --write.",
            typeof(Rows),
            "sql \"SELECT count(*) AS agents FROM {workspace_agents}\" --all",
            "sql \"UPDATE {workspace_agents} SET enabled = false\" contoso --write")
    {
        _query = With(new Argument<string>("query")
        {
            Description = "The SQL, in the engine's own dialect. Of several statements, the first one's rows are shown.",
        });
        _query.Validators.Add(result =>
        {
            if (string.IsNullOrWhiteSpace(result.GetValueOrDefault<string>()))
            {
                result.AddError("The SQL is blank.");
            }
        });
        With(_selection.Names);
        With(_selection.Where);
        With(_selection.All);
        _write = With(new Option<bool>("--write") { Description = "Keeps what the SQL changes, workspace by workspace. Asks first." });
        _dryRun = With(new Option<bool>("--dry-run") { Description = "With --write: runs it, and takes it back." });
        _limit = With(new Option<int>("--limit")
        {
            Description = "How many rows are shown of each workspace. Default: 1,000.",
            HelpName = "n",
            DefaultValueFactory = _ => 1000,
        });
        _limit.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("--limit is 1 or more.");
            }
        });
        _parallel = With(new Option<int?>("--parallel") { Description = "In how many at a time: 1 to 256. Default: 4.", HelpName = "n" });
    }

    public override async Task<Answer> RunAsync(VerbRun run, CancellationToken cancellationToken)
    {
        var chosen = await _selection.ReadAsync(run, cancellationToken).ConfigureAwait(false);
        var (write, isDry) = (run.Value(_write), run.Value(_dryRun));
        if (write && !isDry)
        {
            run.Confirm($"Run this in {Grid.NameOf(chosen)}, and keep what it changes?");
        }

        var query = new WorkspaceSql(run.Get<TenancyProvider>(), run.Value(_query), run.Value(_limit), write, takeBack: !write || isDry);
        var ids = chosen.Select(w => w.Id).ToHashSet();
        var options = new WorkspaceVisitOptions { Filter = workspace => ids.Contains(workspace.Id) };
        options.MaxParallelism = run.Value(_parallel) ?? options.MaxParallelism;
        var results = new ConcurrentDictionary<Guid, WorkspaceSql.Result>();
        WorkspaceVisitReport report;
        using (var progress = run.Progress("Workspaces:"))
        {
            report = await run.Get<IWorkspaceFleet>().VisitAsync(
                async (workspace, services, token) =>
                {
                    if (write && !isDry)
                    {
                        await AuditAsync(run, workspace, token).ConfigureAwait(false);
                    }

                    results[workspace.Id] = await query.RunAsync(workspace, WorkspaceContext.Of(services), token).ConfigureAwait(false);
                },
                options,
                progress.Of<WorkspaceVisitResult>(),
                cancellationToken).ConfigureAwait(false);
        }

        return Answered(chosen, report, results, write, isDry);
    }

    /// <summary>Before it runs: what happened is known then, whatever stops the process.</summary>
    private Task AuditAsync(VerbRun run, Workspace workspace, CancellationToken cancellationToken)
        => run.Get<ICatalogue>().WriteAuditAsync(
            new NewAuditEntry("workspace.sql_run", nameof(Workspace), workspace.Id.ToString())
            {
                WorkspaceId = workspace.Id,
                ActorId = run.Actor,
                Details = JsonSerializer.Serialize(new { statement = run.Value(_query) }),
            },
            cancellationToken);

    private static Answer Answered(
        IReadOnlyList<Workspace> chosen,
        WorkspaceVisitReport report,
        IReadOnlyDictionary<Guid, WorkspaceSql.Result> results,
        bool write,
        bool isDry)
    {
        var visited = report.Results.ToDictionary(r => r.WorkspaceId);
        var rows = chosen.Where(w => results.ContainsKey(w.Id))
            .SelectMany(w => results[w.Id].Rows.Select(values => new Row(w.Id, w.Slug, values))).ToList();
        List<Undone> failed =
        [
            .. chosen.Where(w => OutcomeOf(w) == WorkspaceVisitOutcome.Failed)
                .Select(w => new Undone(w.Id, w.Slug, Failure.Sentence(visited[w.Id].Error!))),
        ];
        List<Undone> notReached =
        [
            .. chosen.Where(w => OutcomeOf(w) is null or WorkspaceVisitOutcome.Skipped or WorkspaceVisitOutcome.Canceled)
                .Select(w => new Undone(w.Id, w.Slug, w.Status == WorkspaceStatus.Active ? "It was stopped." : $"It is {w.Status}.")),
        ];
        var done = chosen.Count - failed.Count - notReached.Count;
        var isCut = results.Values.Any(r => r.IsCut);
        var document = new Rows(write, isDry, isCut, rows, failed, notReached);
        var columns = rows.SelectMany(r => r.Values.Keys).Distinct().ToList();
        List<(string, Func<Row, object?>)> shown =
        [
            ("workspace", r => r.Slug),
            .. columns.Select(c => (c, (Func<Row, object?>)(r => r.Values.GetValueOrDefault(c)))),
        ];
        return new Answer(
            done == chosen.Count && !isCut ? ExitCode.Done : done > 0 ? ExitCode.Partial : ExitCode.Failed,
            document,
            rows.Count == 0 ? [] : [Grid.Of(rows, shown)])
        {
            Remarks =
            [
                .. failed.Select(f => $"{f.Slug}: {f.Reason}"),
                .. notReached.Select(n => $"{n.Slug} was not reached. {n.Reason}"),
                $"{Grid.TextOf(rows.Count)} rows of {Grid.TextOf(done)} of {Grid.TextOf(chosen.Count)} workspaces"
                    + (isCut ? ", the first of more: see --limit" : "")
                    + (isDry ? ": nothing was changed." : "."),
            ],
        };

        WorkspaceVisitOutcome? OutcomeOf(Workspace workspace) => visited.GetValueOrDefault(workspace.Id)?.Outcome;
    }

    /// <summary>Rows, and the workspaces that have none here.</summary>
    internal sealed record Rows(
        bool Write,
        bool DryRun,
        bool IsCut,
        [property: JsonPropertyName("rows")] IReadOnlyList<Row> All,
        IReadOnlyList<Undone> Failed,
        IReadOnlyList<Undone> NotReached);

    /// <summary>A row of a workspace, by column.</summary>
    internal sealed record Row(Guid WorkspaceId, string Slug, IReadOnlyDictionary<string, object?> Values);

    /// <summary>A workspace in which it was not run.</summary>
    internal sealed record Undone(Guid WorkspaceId, string Slug, string Reason);
}
