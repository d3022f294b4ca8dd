using System.Data.Common;
using System.Globalization;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>The source rows that break rules, counted, with some of their keys.</summary>
internal sealed class BrokenRows(CutoverSource source)
{
    private const int MaxSamples = 10;

    public Task<IReadOnlyList<CutoverViolation>> AllAsync(CancellationToken cancellationToken)
        => FindAsync(_ => true, cancellationToken);

    /// <summary>Rows that break a rule for which there is no choice.</summary>
    public Task<IReadOnlyList<CutoverViolation>> UnsettledAsync(CancellationToken cancellationToken)
        => FindAsync(check => check.Action == CutoverAction.Stop, cancellationToken);

    private async Task<IReadOnlyList<CutoverViolation>> FindAsync(
        Func<CutoverCheck, bool> isWanted, CancellationToken cancellationToken)
    {
        var violations = new List<CutoverViolation>();
        var isOptimistic = true;
        foreach (var (table, optimistic) in source.Mapping.Tables.Zip(source.Optimistic.Tables))
        {
            // What refers to a table with a bad value asks for that value as well, so the cheap check cannot be used for the tables
            // after it.
            var counts = isOptimistic ? await TryCountAsync(optimistic, isWanted, cancellationToken).ConfigureAwait(false) : null;
            isOptimistic = counts is not null;
            counts ??= await CountCarefullyAsync(table, isWanted, cancellationToken).ConfigureAwait(false);
            foreach (var (check, count) in table.Checks.Where(isWanted).Zip(counts.Select(c => c.Count)).Where(c => c.Second > 0))
            {
                var samples = await SamplesAsync(table, check, cancellationToken).ConfigureAwait(false);
                violations.Add(new CutoverViolation(table.Table.Name, check.Rule, check.Column, count, samples, check.Action));
            }
        }

        return violations;
    }

    /// <returns>Null if a value cannot be converted, or may be one that cannot.</returns>
    private async Task<List<(CutoverCheck Check, long Count)>?> TryCountAsync(
        TableMapping optimistic, Func<CutoverCheck, bool> isWanted, CancellationToken cancellationToken)
    {
        try
        {
            var counts = await CountAsync(
                optimistic, check => isWanted(check) || check.Rule == CutoverRule.BadValue, cancellationToken).ConfigureAwait(false);
            return counts.Exists(c => c is { Check.Rule: CutoverRule.BadValue, Count: > 0 })
                ? null
                : counts.FindAll(c => isWanted(c.Check));
        }
        catch (DbException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <exception cref="CutoverException">The rules cannot be asked of the rows.</exception>
    private async Task<List<(CutoverCheck Check, long Count)>> CountCarefullyAsync(
        TableMapping table, Func<CutoverCheck, bool> isWanted, CancellationToken cancellationToken)
    {
        try
        {
            return await CountAsync(table, isWanted, cancellationToken).ConfigureAwait(false);
        }
        catch (DbException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CutoverException(
                $"The rules cannot be checked for the rows of '{table.Table.Name}': {SqlText.Sentence(exception.Message)} "
                + "Correct the expression that it is about. Nothing was changed.",
                exception);
        }
    }

    /// <summary>
    /// Asks in one query what can be told from a row alone, and in others what other rows have to be asked for: a server may read with
    /// several processes where it needs no others.
    /// </summary>
    private async Task<List<(CutoverCheck Check, long Count)>> CountAsync(
        TableMapping table, Func<CutoverCheck, bool> isWanted, CancellationToken cancellationToken)
    {
        var counts = table.Checks.Where(isWanted).ToDictionary(c => c, _ => 0L);
        foreach (var checks in counts.Keys.GroupBy(c => (c.UsesRanks, c.ReadsOthers)).Select(g => g.ToList()).ToList())
        {
            var query = table.Queries.SelectBrokenCounts(checks);
            var rows = await source.Commands.QueryAsync(query, cancellationToken).ConfigureAwait(false);
            foreach (var (check, count) in checks.Zip(rows[0]))
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
                if (samples.Count < MaxSamples)
                {
                    var key = Enumerable.Range(0, table.RawKey.Count).Select(i => row.IsDBNull(i) ? null : row.GetValue(i));
                    samples.Add(SqlText.Join(key));
                }
            },
            cancellationToken).ConfigureAwait(false);
        return samples;
    }
}
