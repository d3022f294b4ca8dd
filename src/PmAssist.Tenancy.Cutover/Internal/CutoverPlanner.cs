using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>Works out what a cutover would do, from the source database alone.</summary>
internal sealed class CutoverPlanner(CutoverSource source)
{
    private const int Samples = 10;

    private CutoverMapping Mapping => source.Mapping;

    public async Task<CutoverPlan> PlanAsync(ICatalogue catalogue, CutoverWorkspaces workspaceStore, CancellationToken cancellationToken)
    {
        var problems = await ProblemsAsync(cancellationToken).ConfigureAwait(false);
        if (problems.Count > 0)
        {
            return new CutoverPlan([], [], [], problems, []);
        }

        var violations = await ViolationsAsync(_ => true, cancellationToken).ConfigureAwait(false);
        if (violations.Any(v => v is { Table: var table, Rule: CutoverRule.BadValue, Column: "id", Action: CutoverAction.Stop } && table == Mapping.Workspaces.Table.Name))
        {
            return new CutoverPlan([], [], violations, [], [.. Mapping.MissingIndexes()]);
        }

        var workspaces = await WorkspaceRows.KeysAsync(source.Commands, Mapping.Workspaces, cancellationToken).ConfigureAwait(false);
        var rows = workspaces.DistinctBy(w => source.KeyOf(w.Key)).ToDictionary(w => source.KeyOf(w.Key), _ => new Dictionary<string, long>());
        var tables = new List<CutoverTablePlan>();
        foreach (var table in Mapping.Tables)
        {
            var total = 0L;
            foreach (var row in await source.Commands.QueryAsync(table.Queries.SelectDigest(workspace: null), cancellationToken).ConfigureAwait(false))
            {
                total += Convert.ToInt64(row[1], CultureInfo.InvariantCulture);
            }

            if (!table.Target.IsMaster)
            {
                foreach (var row in await source.Commands.QueryAsync(table.Queries.SelectCounts(), cancellationToken).ConfigureAwait(false))
                {
                    if (rows.TryGetValue(source.KeyOf(row[0]), out var counts))
                    {
                        counts[table.Target.Name] = counts.GetValueOrDefault(table.Target.Name) + Convert.ToInt64(row[1], CultureInfo.InvariantCulture);
                    }
                }
            }

            var comparison = table.Table.ChangeColumn is null && violations.All(v => v.Table != table.Table.Name || v.Action != CutoverAction.Stop)
                ? await TimeAsync(table, cancellationToken).ConfigureAwait(false)
                : (TimeSpan?)null;
            tables.Add(new CutoverTablePlan(table.Table.Name, table.Target.Name, total, table.Table.ChangeColumn, comparison));
        }

        return new CutoverPlan(
            [.. workspaces.Select(w => new CutoverWorkspacePlan(w.Id, rows[source.KeyOf(w.Key)])).OrderBy(w => w.WorkspaceId)],
            tables,
            violations,
            await ConflictsAsync(catalogue, workspaceStore, workspaces, cancellationToken).ConfigureAwait(false),
            [.. Mapping.MissingIndexes()]);
    }

    /// <summary>Refuses to go on with what the plan would tell.</summary>
    /// <exception cref="CutoverException">Something does not fit, or rows break a rule for which there is no choice.</exception>
    public async Task RequireSettledAsync(ICatalogue catalogue, CutoverWorkspaces workspaceStore, CancellationToken cancellationToken)
    {
        CutoverSource.ThrowIf(await ProblemsAsync(cancellationToken).ConfigureAwait(false));
        if (await UnsettledAsync(cancellationToken).ConfigureAwait(false) is [var first, ..])
        {
            throw new CutoverException(
                $"{first.Rows} rows of '{first.Table}' break the rule {first.Rule}{(first.Column is null ? "" : $" on '{first.Column}'")}"
                + $"{(first.Samples is [var key, ..] ? $", for example the one with the key {key}" : "")}. "
                + (first.Rule == CutoverRule.BrokenFix
                    ? "The new column cannot take what the chosen expression gives them. Correct it"
                    : "Choose whether they are skipped or fixed, or mend them in the source database")
                + "; PlanAsync lists all. Nothing was changed.");
        }

        var workspaces = await WorkspaceRows.KeysAsync(source.Commands, Mapping.Workspaces, cancellationToken).ConfigureAwait(false);
        CutoverSource.ThrowIf(await ConflictsAsync(catalogue, workspaceStore, workspaces, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Rows that break a rule for which there is no choice.</summary>
    public Task<IReadOnlyList<CutoverViolation>> UnsettledAsync(CancellationToken cancellationToken)
        => ViolationsAsync(check => check.Action == CutoverAction.Stop, cancellationToken);

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
                await source.Commands.QueryAsync($"SELECT * FROM ({table.Queries.Select()}) AS r WHERE 1 = 0", cancellationToken).ConfigureAwait(false);
            }
            catch (DbException exception) when (!cancellationToken.IsCancellationRequested)
            {
                problems.Add(new CutoverProblem(
                    table.Table.Name, null, $"The database refuses what the description gives for '{table.Target.Name}': {SqlText.Sentence(exception.Message)} Correct the expression or the choice."));
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
        ICatalogue catalogue, CutoverWorkspaces workspaceStore, IReadOnlyList<SourceWorkspace> workspaces, CancellationToken cancellationToken)
    {
        // In this order: what another run inserts in between is then known to have come from the source side.
        var all = await catalogue.ReadAsync(
            (context, token) => context.Workspaces.Select(w => new { w.Id, w.Slug }).ToListAsync(token), cancellationToken).ConfigureAwait(false);
        var carried = await workspaceStore.StatesAsync(cancellationToken).ConfigureAwait(false);
        var own = all.FindAll(w => !carried.ContainsKey(w.Id));
        var (ids, slugs) = (own.Select(w => w.Id).ToHashSet(), own.Select(w => w.Slug).ToHashSet());
        var problems = workspaces.Where(w => ids.Contains(w.Id))
            .Select(w => Problem("id", $"The master schema has a workspace {w.Id} that did not come from the source database. One of the two has to get another id.")).ToList();
        if (Mapping.Workspaces.Columns.Any(c => c.Target.Name == "slug"))
        {
            var old = await source.Commands.QueryAsync(Mapping.Workspaces.Queries.Select(columns: ["id", "slug"]), cancellationToken).ConfigureAwait(false);
            problems.AddRange(old.Select(row => (Id: CutoverStore.IdOf(row[0]!), Slug: (string?)row[1] ?? ""))
                .Where(w => !WorkspaceSlug.IsValid(w.Slug) || slugs.Contains(w.Slug))
                .Select(w => Problem(
                    "slug",
                    $"The workspace {w.Id} has the slug '{w.Slug}', which {(WorkspaceSlug.IsValid(w.Slug) ? "a workspace that did not come from the source database has" : WorkspaceSlug.Rule)}. "
                    + "Map another column or an expression, or leave the slug out: it is then made from the name.")));
        }

        return problems;

        CutoverProblem Problem(string column, string message) => new(Mapping.Workspaces.Table.Name, column, message);
    }

    private async Task<IReadOnlyList<CutoverViolation>> ViolationsAsync(Func<CutoverCheck, bool> isWanted, CancellationToken cancellationToken)
    {
        var violations = new List<CutoverViolation>();
        var isOptimistic = true;
        foreach (var (table, optimistic) in Mapping.Tables.Zip(source.Optimistic.Tables))
        {
            // What refers to a table with a bad value asks for that value as well, so hope ends for all that follow.
            var counts = isOptimistic ? await TryCountBrokenAsync(optimistic, isWanted, cancellationToken).ConfigureAwait(false) : null;
            isOptimistic = counts is not null;
            counts ??= await CountBrokenCarefullyAsync(table, isWanted, cancellationToken).ConfigureAwait(false);
            foreach (var (check, count) in table.Checks.Where(isWanted).Zip(counts.Select(c => c.Count)).Where(c => c.Second > 0))
            {
                var samples = await SamplesAsync(table, check, cancellationToken).ConfigureAwait(false);
                violations.Add(new CutoverViolation(table.Table.Name, check.Rule, check.Column, count, samples, check.Action));
            }
        }

        return violations;
    }

    /// <returns>Null if a value cannot be had, or may be one that cannot.</returns>
    private async Task<List<(CutoverCheck Check, long Count)>?> TryCountBrokenAsync(
        TableMapping optimistic, Func<CutoverCheck, bool> isWanted, CancellationToken cancellationToken)
    {
        try
        {
            var counts = await CountBrokenAsync(optimistic, check => isWanted(check) || check.Rule == CutoverRule.BadValue, cancellationToken).ConfigureAwait(false);
            return counts.Exists(c => c is { Check.Rule: CutoverRule.BadValue, Count: > 0 }) ? null : counts.FindAll(c => isWanted(c.Check));
        }
        catch (DbException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <exception cref="CutoverException">The rules cannot be asked of the rows.</exception>
    private async Task<List<(CutoverCheck Check, long Count)>> CountBrokenCarefullyAsync(
        TableMapping table, Func<CutoverCheck, bool> isWanted, CancellationToken cancellationToken)
    {
        try
        {
            return await CountBrokenAsync(table, isWanted, cancellationToken).ConfigureAwait(false);
        }
        catch (DbException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CutoverException(
                $"The rules cannot be checked for the rows of '{table.Table.Name}': {SqlText.Sentence(exception.Message)} Correct the expression that it is about. Nothing was changed.", exception);
        }
    }

    /// <summary>
    /// Asks in one query what can be told from a row alone, and in others what other rows have to be asked for: a server may read with
    /// several processes where it needs no others.
    /// </summary>
    private async Task<List<(CutoverCheck Check, long Count)>> CountBrokenAsync(
        TableMapping table, Func<CutoverCheck, bool> isWanted, CancellationToken cancellationToken)
    {
        var counts = table.Checks.Where(isWanted).ToDictionary(c => c, _ => 0L);
        foreach (var checks in counts.Keys.GroupBy(c => (c.UsesRanks, c.ReadsOthers)).Select(g => g.ToList()).ToList())
        {
            var row = (await source.Commands.QueryAsync(table.Queries.SelectBrokenCounts(checks), cancellationToken).ConfigureAwait(false))[0];
            foreach (var (check, count) in checks.Zip(row))
            {
                counts[check] = Convert.ToInt64(count, CultureInfo.InvariantCulture);
            }
        }

        return [.. counts.Select(c => (c.Key, c.Value))];
    }

    private async Task<List<string>> SamplesAsync(TableMapping table, CutoverCheck check, CancellationToken cancellationToken)
    {
        var samples = new List<string>();
        await source.Commands.ReadAsync(
            table.Queries.SelectBroken([check], table.RawKey),
            row =>
            {
                if (samples.Count < Samples)
                {
                    samples.Add(SqlText.Join(Enumerable.Range(0, table.RawKey.Count).Select(i => row.IsDBNull(i) ? null : row.GetValue(i))));
                }
            },
            cancellationToken).ConfigureAwait(false);
        return samples;
    }

    /// <summary>The comparison reads both sides, and this reads one.</summary>
    private async Task<TimeSpan> TimeAsync(TableMapping table, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        await source.Commands.QueryAsync(table.Queries.SelectChecksums(), cancellationToken).ConfigureAwait(false);
        return 2 * Stopwatch.GetElapsedTime(started);
    }
}
