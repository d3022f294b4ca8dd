namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>Numbers source rows that have the same values in a unique key of the new table: the first is kept.</summary>
internal sealed class RowRanks(TableMapping mapping)
{
    private const string Row = TableMapping.Row;
    private readonly List<string> _ranks = [];

    /// <param name="values">SQL of the key's values. A row in which one is null has no duplicates.</param>
    /// <returns>SQL of the row's number.</returns>
    public string Add(IReadOnlyList<string> values)
    {
        string[] workspace = mapping.Workspace is null ? [] : [$"{Row}.cutover_workspace"];
        var partition = SqlText.List([$"{Row}.cutover_left", .. values, .. workspace]);
        var name = $"cutover_{_ranks.Count}";
        var (areThere, order) = (SqlText.And(values.Select(v => v + " IS NOT NULL")), SqlText.List(mapping.RawKey));
        _ranks.Add($"""
            CASE WHEN {areThere}
                THEN ROW_NUMBER() OVER (PARTITION BY {partition} ORDER BY {order})
                ELSE 1 END AS {name}
            """);
        return $"{Row}.{name}";
    }

    /// <summary>The source rows with their numbers, as SQL to be read from.</summary>
    /// <param name="condition">Which rows; null for all.</param>
    /// <param name="workspace">The workspace whose rows alone are read, as SQL of the source key; null for all.</param>
    /// <remarks>
    /// Rows are ranked by their workspace, and apart from those that are left behind for another rule. Both are worked out before:
    /// SQL Server's ranks take no subqueries inside.
    /// </remarks>
    public string Rows(string? condition, string? workspace)
    {
        if (_ranks.Count == 0 && condition is null)
        {
            return $"{mapping.Source} AS {Row}";
        }

        List<string> added = [$"{IsLeft(workspace)} AS cutover_left"];
        if (mapping.Workspace is { } own)
        {
            added.Add($"{own.Value} AS cutover_workspace");
        }

        var where = condition is null ? "" : $"WHERE {condition}";
        var (ranked, all) = (SqlText.List([$"{Row}.*", .. _ranks]), SqlText.List([$"{Row}.*", .. added]));
        return $"""
            (SELECT {ranked}
            FROM (SELECT {all}
                FROM {mapping.Source} AS {Row} {where}) AS {Row}) AS {Row}
            """;
    }

    /// <summary>Whether a row is left behind for another rule than that of duplicates: 1 or 0.</summary>
    private string IsLeft(string? workspace)
    {
        var skips = mapping.Checks
            .Where(c => c.Action == CutoverAction.Skip && c.Column is not null && c.Rule != CutoverRule.DuplicateKey)
            .Select(c => $"WHEN {c.BreaksIn(workspace)} THEN 1").ToList();
        return skips.Count == 0 ? "0" : string.Join(" ", ["CASE", .. skips, "ELSE 0 END"]);
    }
}
