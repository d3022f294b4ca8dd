namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>Compares one table's rows of both sides: numbers and checksums first, keys only where they differ.</summary>
/// <param name="source">The source side.</param>
/// <param name="dialect">The engine.</param>
/// <param name="store">Where the new side's tables are.</param>
internal sealed class TableComparison(CutoverSource source, CutoverDialect dialect, CutoverStore store)
{
    /// <param name="commands">A session of the new side.</param>
    /// <param name="workspace">The workspace; null for the master's tables.</param>
    /// <param name="table">The table.</param>
    /// <param name="schema">The new table's schema.</param>
    /// <param name="expected">What the source side has.</param>
    /// <param name="cancellationToken">Cancels the comparison.</param>
    public async Task<IReadOnlyList<CutoverDifference>> CompareAsync(
        CutoverCommands commands,
        SourceWorkspace? workspace,
        TableMapping table,
        string schema,
        RowTotal expected,
        CancellationToken cancellationToken)
    {
        await commands.PrepareAsync(dialect, checks: false, cancellationToken).ConfigureAwait(false);
        var target = new NewRows(table, dialect, store.Helper, schema, workspace is null ? store.Carried(table.Target) : null);
        var found = await commands.QueryAsync(target.SelectTotal(), cancellationToken).ConfigureAwait(false);
        if (RowTotal.Read(found[0]) == expected)
        {
            return [];
        }

        var query = table.Queries.SelectKeys(workspace is null ? null : SqlText.Key(dialect, workspace.Key));
        var before = await source.AloneAsync(alone => ReadKeysAsync(alone, query, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        var now = await ReadKeysAsync(commands, target.SelectKeys(), cancellationToken).ConfigureAwait(false);
        return
        [
            .. Compare(before, now).DefaultIfEmpty((Key: "", Kind: CutoverDifferenceKind.Changed))
                .Select(d => new CutoverDifference(workspace?.Id, table.Target.Name, d.Key, d.Kind)),
        ];
    }

    private static IEnumerable<(string Key, CutoverDifferenceKind Kind)> Compare(
        Dictionary<string, (string Key, string Checksum)> before, Dictionary<string, (string Key, string Checksum)> now)
    {
        foreach (var (key, row) in before)
        {
            if (!now.TryGetValue(key, out var other))
            {
                yield return (row.Key, CutoverDifferenceKind.Missing);
            }
            else if (other != row)
            {
                yield return (row.Key, CutoverDifferenceKind.Changed);
            }
        }

        foreach (var (key, row) in now)
        {
            if (!before.ContainsKey(key))
            {
                yield return (row.Key, CutoverDifferenceKind.Extra);
            }
        }
    }

    private static async Task<Dictionary<string, (string Key, string Checksum)>> ReadKeysAsync(
        CutoverCommands commands, string sql, CancellationToken cancellationToken)
    {
        var keys = new Dictionary<string, (string Key, string Checksum)>();
        await commands.ReadAsync(
            sql,
            row =>
            {
                var last = row.FieldCount - 1;
                var key = Enumerable.Range(0, last).Select(row.GetValue).ToList();
                keys[SqlText.Unambiguous(key)] = (SqlText.Join(key), SqlText.Join([row.GetValue(last)]));
            },
            cancellationToken).ConfigureAwait(false);
        return keys;
    }
}
