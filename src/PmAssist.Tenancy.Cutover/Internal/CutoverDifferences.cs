namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>All differences counted, and the first of each table of a workspace. Safe to use from any thread.</summary>
internal sealed class CutoverDifferences
{
    private const int MaxOfTable = 1000;

    private readonly List<CutoverDifference> _first = [];

    public SortedDictionary<string, long> Counts { get; } = new(StringComparer.Ordinal);

    /// <param name="found">Of one table.</param>
    public void Add(IReadOnlyList<CutoverDifference> found)
    {
        if (found.Count > 0)
        {
            Add(found[0].Table, found.Count);
            lock (_first)
            {
                _first.AddRange(found.OrderBy(d => d.Key, StringComparer.Ordinal).Take(MaxOfTable));
            }
        }
    }

    public void Add(string table, long count)
    {
        if (count > 0)
        {
            lock (_first)
            {
                Counts[table] = Counts.GetValueOrDefault(table) + count;
            }
        }
    }

    public IReadOnlyList<CutoverDifference> First() => [.. _first.OrderBy(d => d.WorkspaceId)];
}
