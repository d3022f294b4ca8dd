namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>
/// What the source tables hold for each workspace, from one query for each table: it tells which workspaces a pass has to look into.
/// </summary>
internal sealed class SourceDigests
{
    private readonly CutoverSource _source;
    private readonly Dictionary<string, Dictionary<string, TableDigest>> _tables = [];

    /// <summary>
    /// The newest change of all, but not one of the future: a row that is dated ahead would hide the changes before it. Null if there
    /// is no time to go by.
    /// </summary>
    public DateTime? AsOf { get; private set; }

    private SourceDigests(CutoverSource source) => _source = source;

    public static async Task<SourceDigests> ReadAsync(CutoverSource source, DateTime utcNow, CancellationToken cancellationToken)
    {
        var digests = new SourceDigests(source);
        var newest = new List<DateTime>();
        foreach (var table in source.Mapping.OfWorkspace)
        {
            var byKey = new Dictionary<string, TableDigest>();
            var query = table.Queries.SelectDigest(workspace: null);
            foreach (var row in await source.Commands.QueryAsync(query, cancellationToken).ConfigureAwait(false))
            {
                var digest = TableDigest.Read(row);
                var key = source.KeyOf(row[0]);
                byKey[key] = byKey.TryGetValue(key, out var other) ? digest.With(other) : digest;
                newest.AddRange(digest.Newest is { } change ? [change] : []);
            }

            digests._tables.Add(table.Target.Name, byKey);
        }

        digests.AsOf = newest.Count == 0 ? null : Earlier(newest.Max(), utcNow);
        return digests;
    }

    /// <summary>The digests of one workspace's tables.</summary>
    public Dictionary<string, TableDigest> Of(object key)
        => _tables.ToDictionary(t => t.Key, t => t.Value.GetValueOrDefault(_source.KeyOf(key)) ?? TableDigest.None);

    /// <summary>Source rows of no workspace, or of one that is not known.</summary>
    public IEnumerable<(string Table, CutoverRule Rule, long Rows)> Strays(IReadOnlyCollection<SourceWorkspace> known)
    {
        var keys = known.Select(w => _source.KeyOf(w.Key)).ToHashSet();
        return _tables.SelectMany(t => t.Value.Where(d => !keys.Contains(d.Key)).Select(d => (t.Key, RuleOf(d.Key), d.Value.Rows)));
    }

    private static CutoverRule RuleOf(string key) => key == SqlText.NoKey ? CutoverRule.NullWorkspace : CutoverRule.MissingWorkspace;

    private static DateTime Earlier(DateTime one, DateTime other) => one < other ? one : other;
}
