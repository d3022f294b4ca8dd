using System.Diagnostics;
using System.Globalization;

namespace PmAssist.Tenancy.Internal;

/// <summary>Works out what a cutover would do, from the old database alone.</summary>
internal sealed class CutoverPlanner(CutoverSource source)
{
    private const int Samples = 10;

    private CutoverMapping Mapping => source.Mapping;

    public async Task<CutoverPlan> PlanAsync(MasterStore master, IReadOnlyCollection<Guid> carried, CancellationToken cancellationToken)
    {
        if (Mapping.Problems.Count > 0)
        {
            return new CutoverPlan([], [], [], Mapping.Problems, []);
        }

        var violations = await ViolationsAsync(cancellationToken).ConfigureAwait(false);
        if (violations.Any(v => v is { Table: var table, Rule: CutoverRule.BadValue, Column: "id", Action: CutoverAction.Stop } && table == Mapping.Workspaces.Table.Name))
        {
            return new CutoverPlan([], [], violations, [], [.. Mapping.MissingIndexes()]);
        }

        var workspaces = await WorkspaceRows.KeysAsync(source.Commands, Mapping.Workspaces, cancellationToken).ConfigureAwait(false);
        var rows = workspaces.ToDictionary(w => SqlText.Join([w.Key]), _ => new Dictionary<string, long>());
        var tables = new List<CutoverTablePlan>();
        foreach (var table in Mapping.Tables)
        {
            var total = 0L;
            foreach (var row in await source.Commands.QueryAsync(table.SelectDigest(workspace: null), cancellationToken).ConfigureAwait(false))
            {
                total += Convert.ToInt64(row[1], CultureInfo.InvariantCulture);
            }

            if (!table.Target.IsMaster)
            {
                foreach (var row in await source.Commands.QueryAsync(table.SelectCounts(), cancellationToken).ConfigureAwait(false))
                {
                    rows.GetValueOrDefault(SqlText.Join([row[0]]))?.Add(table.Target.Name, Convert.ToInt64(row[1], CultureInfo.InvariantCulture));
                }
            }

            var comparison = table.Table.ChangeColumn is null && violations.All(v => v.Table != table.Table.Name || v.Action != CutoverAction.Stop)
                ? await TimeAsync(table, cancellationToken).ConfigureAwait(false)
                : (TimeSpan?)null;
            tables.Add(new CutoverTablePlan(table.Table.Name, table.Target.Name, total, table.Table.ChangeColumn, comparison));
        }

        return new CutoverPlan(
            [.. workspaces.Select(w => new CutoverWorkspacePlan(w.Id, rows[SqlText.Join([w.Key])])).OrderBy(w => w.WorkspaceId)],
            tables,
            violations,
            await ConflictsAsync(master, workspaces, carried, cancellationToken).ConfigureAwait(false),
            [.. Mapping.MissingIndexes()]);
    }

    /// <summary>All rows that break a rule, table by table.</summary>
    public async Task<IReadOnlyList<CutoverViolation>> ViolationsAsync(CancellationToken cancellationToken)
    {
        var violations = new List<CutoverViolation>();
        foreach (var table in Mapping.Tables)
        {
            var counts = table.Checks.Count == 0
                ? []
                : (await source.Commands.QueryAsync(table.SelectBrokenCounts(table.Checks), cancellationToken).ConfigureAwait(false))[0];
            foreach (var (check, count) in table.Checks.Zip(counts, (c, n) => (c, Count: Convert.ToInt64(n, CultureInfo.InvariantCulture))).Where(c => c.Count > 0))
            {
                var samples = await SamplesAsync(table, check, cancellationToken).ConfigureAwait(false);
                violations.Add(new CutoverViolation(table.Table.Name, check.Rule, check.Column, count, samples, check.Action));
            }
        }

        return violations;
    }

    private async Task<List<string>> SamplesAsync(TableMapping table, CutoverCheck check, CancellationToken cancellationToken)
    {
        var samples = new List<string>();
        await source.Commands.ReadAsync(
            table.SelectBroken(check, string.Join(", ", table.RawKey)),
            row =>
            {
                if (samples.Count < Samples)
                {
                    samples.Add(SqlText.Join(Enumerable.Range(0, row.FieldCount).Select(i => row.IsDBNull(i) ? null : row.GetValue(i))));
                }
            },
            cancellationToken).ConfigureAwait(false);
        return samples;
    }

    /// <summary>The comparison reads both sides, and this reads one.</summary>
    private async Task<TimeSpan> TimeAsync(TableMapping table, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        await source.Commands.QueryAsync(table.SelectChecksums(), cancellationToken).ConfigureAwait(false);
        return 2 * Stopwatch.GetElapsedTime(started);
    }

    private async Task<IReadOnlyList<CutoverProblem>> ConflictsAsync(
        MasterStore master, IReadOnlyList<OldWorkspace> workspaces, IReadOnlyCollection<Guid> carried, CancellationToken cancellationToken)
    {
        var taken = await master.ReadAsync(
            (context, _) => Task.FromResult(context.Workspaces.Select(w => w.Id).ToHashSet()), cancellationToken).ConfigureAwait(false);
        return
        [
            .. workspaces.Where(w => taken.Contains(w.Id) && !carried.Contains(w.Id)).Select(w => new CutoverProblem(
                Mapping.Workspaces.Table.Name, "id", $"The master schema has a workspace {w.Id} that did not come from the old database. Delete it first.")),
        ];
    }
}
