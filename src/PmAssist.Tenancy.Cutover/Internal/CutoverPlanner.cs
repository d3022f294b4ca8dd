using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>Works out what a cutover would do, from the source database alone.</summary>
internal sealed class CutoverPlanner(CutoverSource source)
{
    private readonly BrokenRows _broken = new(source);

    private CutoverMapping Mapping => source.Mapping;

    public async Task<CutoverPlan> PlanAsync(ICatalogue catalogue, CutoverWorkspaces workspaceStore, CancellationToken cancellationToken)
    {
        var problems = await ProblemsAsync(cancellationToken).ConfigureAwait(false);
        if (problems.Count > 0)
        {
            return new CutoverPlan([], [], [], problems, []);
        }

        var violations = await _broken.AllAsync(cancellationToken).ConfigureAwait(false);
        if (violations.Any(IsUnreadableId))
        {
            return new CutoverPlan([], [], violations, [], [.. Mapping.MissingIndexes()]);
        }

        var workspaces = await WorkspaceRows.KeysAsync(source.Commands, Mapping.Workspaces, cancellationToken).ConfigureAwait(false);
        var rows = workspaces.DistinctBy(w => source.KeyOf(w.Key))
            .ToDictionary(w => source.KeyOf(w.Key), _ => new Dictionary<string, long>());
        var tables = new List<CutoverTablePlan>();
        foreach (var table in Mapping.Tables)
        {
            var digests = await CountsAsync(table.Queries.SelectDigest(workspace: null), cancellationToken).ConfigureAwait(false);
            if (!table.Target.IsMaster)
            {
                foreach (var (key, count) in await CountsAsync(table.Queries.SelectCounts(), cancellationToken).ConfigureAwait(false))
                {
                    if (rows.TryGetValue(key, out var counts))
                    {
                        counts[table.Target.Name] = counts.GetValueOrDefault(table.Target.Name) + count;
                    }
                }
            }

            var isUnsettled = violations.Any(v => v.Table == table.Table.Name && v.Action == CutoverAction.Stop);
            var comparison = table.Table.ChangeColumn is null && !isUnsettled
                ? await TimeAsync(table, cancellationToken).ConfigureAwait(false)
                : (TimeSpan?)null;
            tables.Add(new CutoverTablePlan(
                table.Table.Name, table.Target.Name, digests.Sum(d => d.Count), table.Table.ChangeColumn, comparison));
        }

        return new CutoverPlan(
            [.. workspaces.Select(w => new CutoverWorkspacePlan(w.Id, rows[source.KeyOf(w.Key)])).OrderBy(w => w.WorkspaceId)],
            tables,
            violations,
            await ConflictsAsync(catalogue, workspaceStore, workspaces, cancellationToken).ConfigureAwait(false),
            [.. Mapping.MissingIndexes()]);
    }

    /// <summary>Whether workspaces have ids that cannot be read, so that nothing tells which there are.</summary>
    private bool IsUnreadableId(CutoverViolation violation)
        => violation is { Rule: CutoverRule.BadValue, Column: "id", Action: CutoverAction.Stop }
            && violation.Table == Mapping.Workspaces.Table.Name;

    /// <param name="query">By workspace, a number of rows.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    private async Task<List<(string Key, long Count)>> CountsAsync(string query, CancellationToken cancellationToken)
    {
        var rows = await source.Commands.QueryAsync(query, cancellationToken).ConfigureAwait(false);
        return rows.ConvertAll(row => (source.KeyOf(row[0]), Convert.ToInt64(row[1], CultureInfo.InvariantCulture)));
    }

    /// <summary>Refuses to go on with what the plan would tell.</summary>
    /// <exception cref="CutoverException">Something does not fit, or rows break a rule for which there is no choice.</exception>
    public async Task RequireSettledAsync(ICatalogue catalogue, CutoverWorkspaces workspaceStore, CancellationToken cancellationToken)
    {
        CutoverSource.ThrowIf(await ProblemsAsync(cancellationToken).ConfigureAwait(false));
        if (await _broken.UnsettledAsync(cancellationToken).ConfigureAwait(false) is [var first, ..])
        {
            var column = first.Column is null ? "" : $" on '{first.Column}'";
            var example = first.Samples is [var key, ..] ? $", for example the one with the key {key}" : "";
            var next = first.Rule == CutoverRule.BrokenFix
                ? "The new column cannot take what the chosen expression gives them. Correct it"
                : "Choose whether they are skipped or fixed, or mend them in the source database";
            throw new CutoverException(
                $"{first.Rows} rows of '{first.Table}' break the rule {first.Rule}{column}{example}. {next}; PlanAsync lists all. "
                + "Nothing was changed.");
        }

        var workspaces = await WorkspaceRows.KeysAsync(source.Commands, Mapping.Workspaces, cancellationToken).ConfigureAwait(false);
        CutoverSource.ThrowIf(await ConflictsAsync(catalogue, workspaceStore, workspaces, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>What does not fit: names, or the SQL that the description gives.</summary>
    private async Task<IReadOnlyList<CutoverProblem>> ProblemsAsync(CancellationToken cancellationToken)
    {
        if (Mapping.Problems.Count > 0)
        {
            return Mapping.Problems;
        }

        var problems = new List<CutoverProblem>();
        foreach (var table in Mapping.Tables)
        {
            try
            {
                var noRows = $"SELECT * FROM ({table.Queries.Select()}) AS r WHERE 1 = 0";
                await source.Commands.QueryAsync(noRows, cancellationToken).ConfigureAwait(false);
            }
            catch (DbException exception) when (!cancellationToken.IsCancellationRequested)
            {
                problems.Add(new CutoverProblem(
                    table.Table.Name,
                    column: null,
                    $"The database refuses what the description gives for '{table.Target.Name}': {SqlText.Sentence(exception.Message)} "
                    + "Correct the expression or the choice."));
            }
        }

        return problems;
    }

    /// <summary>Source workspaces that the new catalogue cannot take.</summary>
    /// <param name="catalogue">The catalogue.</param>
    /// <param name="workspaceStore">What came from the source side.</param>
    /// <param name="workspaces">The source side's.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    private async Task<IReadOnlyList<CutoverProblem>> ConflictsAsync(
        ICatalogue catalogue,
        CutoverWorkspaces workspaceStore,
        IReadOnlyList<SourceWorkspace> workspaces,
        CancellationToken cancellationToken)
    {
        // In this order: what another run inserts in between is then known to have come from the source side.
        var all = await catalogue.ReadAsync(
            (context, token) => context.Workspaces.Select(w => new { w.Id, w.Slug }).ToListAsync(token), cancellationToken)
            .ConfigureAwait(false);
        var carried = await workspaceStore.StatesAsync(cancellationToken).ConfigureAwait(false);
        var own = all.FindAll(w => !carried.ContainsKey(w.Id));
        var (ids, slugs) = (own.Select(w => w.Id).ToHashSet(), own.Select(w => w.Slug).ToHashSet());
        var problems = workspaces.Where(w => ids.Contains(w.Id))
            .Select(w => Problem(
                "id",
                $"The master schema has a workspace {w.Id} that did not come from the source database. "
                + "One of the two has to get another id."))
            .ToList();
        if (Mapping.Workspaces.Columns.Any(c => c.Target.Name == "slug"))
        {
            var query = Mapping.Workspaces.Queries.Select(columns: ["id", "slug"]);
            foreach (var row in await source.Commands.QueryAsync(query, cancellationToken).ConfigureAwait(false))
            {
                var (id, slug) = (CutoverStore.IdOf(row[0]!), (string?)row[1] ?? "");
                var wrong = !WorkspaceSlug.IsValid(slug) ? WorkspaceSlug.Rule
                    : slugs.Contains(slug) ? "a workspace that did not come from the source database has"
                    : null;
                if (wrong is not null)
                {
                    problems.Add(Problem(
                        "slug",
                        $"The workspace {id} has the slug '{slug}', which {wrong}. Map another column or an expression, or leave the slug "
                        + "out: it is then made from the name."));
                }
            }
        }

        return problems;

        CutoverProblem Problem(string column, string message) => new(Mapping.Workspaces.Table.Name, column, message);
    }

    /// <summary>The comparison reads both sides, and this reads one.</summary>
    private async Task<TimeSpan> TimeAsync(TableMapping table, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        await source.Commands.QueryAsync(table.Queries.SelectChecksums(), cancellationToken).ConfigureAwait(false);
        return 2 * Stopwatch.GetElapsedTime(started);
    }
}
