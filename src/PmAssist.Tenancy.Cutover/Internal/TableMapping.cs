using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>An old table and the new one, put together: the SQL that reads the old rows as new ones, and the rules that they can break.</summary>
internal sealed partial class TableMapping
{
    private const string Row = "s";
    private static readonly CutoverValue AnyText = new("", CutoverValueKind.Text);

    private readonly CutoverDialect _dialect;
    private readonly ISqlGenerationHelper _helper;
    private readonly string _changeOrder = "";
    private readonly List<string> _unique;
    private readonly List<CutoverCheck> _checks = [];
    private readonly List<string> _duplicateRanks = [];
    private string _oldWorkspace = "";

    /// <summary>How the workspace's key is compared.</summary>
    private KeyForm _keyForm;

    public TableMapping(
        CutoverTable table,
        CutoverTarget target,
        IReadOnlyDictionary<string, string> oldColumns,
        IReadOnlyList<string> uniqueColumns,
        IReadOnlyList<ColumnMapping> columns,
        CutoverDialect dialect,
        ISqlGenerationHelper helper,
        string source)
    {
        Table = table;
        Target = target;
        Columns = columns;
        _dialect = dialect;
        _helper = helper;
        Source = source;
        OldColumns = oldColumns;
        _unique = [.. uniqueColumns.Select(Old)];
        if (table.ChangeColumn is { } change)
        {
            _changeOrder = dialect.ChangeOrder(Old(change));
        }
    }

    public CutoverTable Table { get; }

    public CutoverTarget Target { get; }

    public IReadOnlyDictionary<string, string> OldColumns { get; }

    /// <summary>The new columns that come from the old table. The others have their start value.</summary>
    public IReadOnlyList<ColumnMapping> Columns { get; }

    /// <summary>The columns that are compared: a workspace has its state only when the new side is opened.</summary>
    public IEnumerable<string> Compared
        => Target.Name == CutoverMapping.WorkspaceTarget ? Columns.Select(c => c.Target.Name).Where(c => c != "status") : InsertColumns;

    /// <summary>The old table's full name.</summary>
    public string Source { get; }

    public IReadOnlyList<CutoverCheck> Checks => _checks;

    /// <summary>
    /// Whether a new row changes only with its old one: there is a change column, and no value depends on what other rows there are.
    /// </summary>
    public bool ChangesByItself
        => Table.ChangeColumn is not null && !_checks.Any(c => c.Rule is CutoverRule.BrokenReference or CutoverRule.DuplicateKey && c.Action == CutoverAction.Fix);

    /// <summary>The old key's columns, for people.</summary>
    public IReadOnlyList<string> RawKey => [.. Target.Key.Select(k => Column(k).Raw)];

    /// <summary>The workspace that a row belongs to, as the old table has it; null for the master's tables.</summary>
    public string? WorkspaceValue { get; private set; }

    public ColumnMapping Column(string name) => Columns.Single(c => c.Target.Name == name);

    /// <summary>An old column of the row.</summary>
    public string Old(string column) => $"{Row}.{_helper.DelimitIdentifier(OldColumns.Keys.First(k => k.Equals(column, StringComparison.OrdinalIgnoreCase)))}";

    /// <summary>Reads old rows as new ones, those that are left behind excepted.</summary>
    /// <param name="columns">The new columns; null for all, with those that have their start value.</param>
    /// <param name="workspace">The workspace, as SQL of the old key; null for all rows.</param>
    /// <param name="since">The oldest change to be read, as SQL; null for any.</param>
    public string Select(IEnumerable<string>? columns = null, string? workspace = null, string? since = null)
    {
        var names = columns ?? InsertColumns;
        return $"SELECT {string.Join(", ", names.Select(n => $"{ValueOf(n, workspace)} AS {_helper.DelimitIdentifier(n)}"))} {From(workspace, since)}";
    }

    /// <summary>The ids of the workspaces, with the keys that the old tables have for them.</summary>
    public string SelectWorkspaceKeys() => $"SELECT {ValueOf("id")}, {RawKey[0]} {From()}";

    /// <summary>How many workspaces have a key in which case counts.</summary>
    public string SelectCasedKeys() => $"SELECT COUNT(*) AS cased FROM {Source} AS {Row} WHERE LOWER({_dialect.Text(RawKey[0])}) <> UPPER({_dialect.Text(RawKey[0])})";

    /// <summary>Reads old rows with a value for every property of the new entity.</summary>
    public string SelectEntities()
        => $"SELECT {string.Join(", ", Target.Columns.Select(c => $"{(HasColumn(c.Name) || c.Start is not null ? ValueOf(c.Name) : "''")} AS {_helper.DelimitIdentifier(c.Name)}"))} {From()}";

    /// <summary>All new columns that a copy writes.</summary>
    public IEnumerable<string> InsertColumns => Target.Columns.Where(c => HasColumn(c.Name) || c.Start is not null).Select(c => c.Name);

    /// <summary>Reads the old rows of a workspace, or all, as they are.</summary>
    public string SelectOld(string? workspace)
        => $"SELECT {string.Join(", ", OldColumns.Select(c => _dialect.StagedValue(Old(c.Key), c.Value)))} "
            + $"FROM {Source} AS {Row}{(workspace is null ? "" : $" WHERE {IsOf(workspace)}")}";

    /// <summary>The old table's columns, as a temporary table of the same shape has them.</summary>
    public IReadOnlyList<string> StagedColumns
        => [.. OldColumns.Select(c => $"{_helper.DelimitIdentifier(c.Key)} {_dialect.StagedType(c.Value)}")];

    /// <summary>Reads the old rows that break any of several rules, each once: what is asked of it, and which rule is the first.</summary>
    public string SelectBroken(IReadOnlyList<CutoverCheck> checks, IEnumerable<string> columns)
        => $"SELECT {string.Join(", ", columns)}, CASE {string.Join(" ", checks.Select((c, i) => $"WHEN {c.Breaks} THEN {i}"))} END "
            + $"FROM {Ranked(RanksFor(checks), condition: null)} WHERE {string.Join(" OR ", checks.Select(c => $"({c.Breaks})"))}";

    /// <summary>How many old rows break each of several rules, in one reading.</summary>
    /// <remarks>What is added up or grouped by is worked out in a query of its own: SQL Server takes no subquery inside of either.</remarks>
    public string SelectBrokenCounts(IReadOnlyList<CutoverCheck> checks)
    {
        var flags = checks.Select((c, i) => $"CASE WHEN {c.Breaks} THEN 1 ELSE 0 END AS broken_{i}");
        return $"SELECT {string.Join(", ", checks.Select((_, i) => $"SUM(b.broken_{i})"))} FROM (SELECT {string.Join(", ", flags)} FROM {Ranked(RanksFor(checks), condition: null)}) AS b";
    }

    /// <summary>The number of rows by workspace, a checksum of their keys, and the newest change.</summary>
    /// <param name="workspace">The workspace, as SQL of the old key; null for all.</param>
    public string SelectDigest(string? workspace)
    {
        var (changed, newest) = Table.ChangeColumn is null ? ("", ", NULL") : ($", {_changeOrder} AS changed", ", MAX(g.changed)");
        return Grouped(
            $"COUNT(*), {_dialect.SumOf("g.row_sum")}{newest}",
            $", {OldKeyChecksum} AS row_sum{changed} FROM {Source} AS {Row}{(workspace is null ? "" : $" WHERE {IsOf(workspace)}")}");
    }

    /// <summary>
    /// Of one reading of a workspace's rows: their number and a checksum of their keys as <see cref="SelectDigest"/> has them, and the number
    /// of those that are not left behind, with a checksum of their new keys.
    /// </summary>
    /// <param name="workspace">The workspace, as SQL of the old key.</param>
    public string SelectPresent(string workspace)
    {
        var (kept, keys) = (Kept(workspace), KeyChecksum(k => ValueOf(k, workspace)));
        var condition = SqlText.And(kept);
        var (isNew, keySum) = kept.Count == 0 ? ("1", keys) : ($"CASE WHEN {condition} THEN 1 ELSE 0 END", $"CASE WHEN {condition} THEN {keys} ELSE 0 END");
        var from = UsesRanks ? $"FROM {Ranked(_duplicateRanks, IsOf(workspace), workspace)}" : $"FROM {Source} AS {Row} WHERE {IsOf(workspace)}";
        return Grouped(
            $"COUNT(*), {_dialect.SumOf("g.row_sum")}, SUM(g.is_new), {_dialect.SumOf("g.key_sum")}",
            $", {OldKeyChecksum} AS row_sum, {isNew} AS is_new, {keySum} AS key_sum {from}");
    }

    /// <summary>By workspace, the number of new rows.</summary>
    public string SelectCounts() => Grouped("COUNT(*)", $" {From()}");

    /// <summary>By workspace, the number of new rows and a checksum of what comes from the old side.</summary>
    public string SelectChecksums()
        => Grouped($"COUNT(*), {_dialect.SumOf("g.row_sum")}", $", {RowChecksum(c => ValueOf(c))} AS row_sum {From()}");

    /// <summary>Each new row's key and checksum.</summary>
    public string SelectKeys(string? workspace)
        => $"SELECT {string.Join(", ", Target.Key.Select(k => ValueOf(k, workspace)))}, {RowChecksum(c => ValueOf(c, workspace))} {From(workspace)}";

    /// <summary>The checksum of a row of either side.</summary>
    /// <param name="value">SQL of a new column's value.</param>
    public string RowChecksum(Func<string, string> value) => _dialect.Checksum([.. Compared.Select(value)], Target.Types(Compared));

    /// <summary>The checksum of a row's new key, on either side.</summary>
    /// <param name="value">SQL of a new column's value.</param>
    public string KeyChecksum(Func<string, string> value) => _dialect.Checksum([.. Target.Key.Select(value)], Target.Types(Target.Key));

    private string OldKeyChecksum => _dialect.Checksum([.. RawKey.Select(_dialect.Text)], [.. RawKey.Select(_ => AnyText)]);

    private bool UsesRanks => _checks.Any(c => c.UsesRanks && c.Action != CutoverAction.Stop);

    private string Grouped(string aggregates, string values)
        => $"SELECT g.workspace_key, {aggregates} FROM (SELECT {WorkspaceValue ?? "1"} AS workspace_key{values}) AS g GROUP BY g.workspace_key";

    private string KeyColumn => OldColumns.Keys.First(k => Old(k) == RawKey[0]);

    private string From(string? workspace = null, string? since = null)
    {
        var recent = since is null ? [] : new[] { $"{_changeOrder} >= {since}" };
        var kept = Kept(workspace);
        var own = workspace is null ? [] : new[] { IsOf(workspace) };
        return UsesRanks
            ? $"FROM {Ranked(_duplicateRanks, SqlText.And(own), workspace)} WHERE {SqlText.And([.. recent, .. kept])}"
            : $"FROM {Source} AS {Row} WHERE {SqlText.And([.. own, .. recent, .. kept])}";
    }

    /// <summary>That a row breaks no rule for which it is left behind.</summary>
    private List<string> Kept(string? workspace)
        => [.. _checks.Where(c => c.Action == CutoverAction.Skip && c.Column is not null).Select(c => $"CASE WHEN {c.BreaksIn(workspace)} THEN 0 ELSE 1 END = 1")];

    /// <summary>What is chosen for rows without a workspace, where that is to give them one.</summary>
    private IEnumerable<CutoverCheck> GivenWorkspaces => _checks.Where(c => c.Column is null && c.Action == CutoverAction.Fix);

    /// <summary>
    /// Whether a row is a workspace's: an index on the old column can be used, and what an expression gives to another workspace is
    /// told by the expression first. It is compared as what the column is: as texts, two forms of a GUID would differ.
    /// </summary>
    private string IsOf(string workspace)
    {
        var key = InKeyForm(workspace);
        var given = GivenWorkspaces.Select(c => $" OR (CASE WHEN 1 = 1 THEN {InKeyForm($"({c.Choice!.Expression})")} ELSE {_oldWorkspace} END = {key} AND {c.Breaks})").ToList();
        return given.Count == 0 ? $"{_oldWorkspace} = {key}" : $"({_oldWorkspace} = {key}{string.Concat(given)})";
    }

    /// <summary>What a value has to look like to be compared with the workspace's key.</summary>
    private string InKeyForm(string value) => _keyForm == KeyForm.Guid ? _dialect.GuidKey(_dialect.Text(value)) : value;

    private List<string> RanksFor(IReadOnlyList<CutoverCheck> checks) => checks.Any(c => c.UsesRanks) ? _duplicateRanks : [];

    private string Ranked(List<string> ranks, string? condition, string? workspace = null)
        => ranks.Count == 0 && condition is null
            ? $"{Source} AS {Row}"
            : $"(SELECT {Row}.*{string.Concat(ranks.Select(r => ", " + r))} FROM {WithRanking(condition, workspace)}) AS {Row}";

    /// <summary>
    /// Rows are ranked by their workspace, and apart from those that are left behind for another rule. Both are worked out before:
    /// SQL Server's ranks take no subqueries inside.
    /// </summary>
    private string WithRanking(string? condition, string? workspace)
    {
        var left = _checks.Where(c => c.Action == CutoverAction.Skip && c.Column is not null && c.Rule != CutoverRule.DuplicateKey)
            .Select(c => $"WHEN {c.BreaksIn(workspace)} THEN 1").ToList();
        var columns = new[] { $"{(left.Count == 0 ? "0" : $"CASE {string.Join(" ", left)} ELSE 0 END")} AS cutover_left" }
            .Concat(WorkspaceValue is null ? [] : [$"{WorkspaceValue} AS cutover_workspace"]);
        return $"(SELECT {Row}.*, {string.Join(", ", columns)} FROM {Source} AS {Row}{(condition is null ? "" : $" WHERE {condition}")}) AS {Row}";
    }

    /// <param name="name">The new column.</param>
    /// <param name="workspace">The workspace, as SQL of the old key; null for all rows.</param>
    /// <param name="isSafe">Whether it is null, not an error, where the value cannot be had.</param>
    private string ValueOf(string name, string? workspace = null, bool isSafe = false)
        => HasColumn(name)
            ? Column(name).ValueWith(_checks, workspace, isSafe)
            : _dialect.Convert(Target.Columns.Single(c => c.Name == name).Start!, type: null, Target.Columns.Single(c => c.Name == name).Value);

    /// <summary>Whether no two old rows can have the same new value, because the old table has an index that says so.</summary>
    private bool IsUnique(string name) => Column(name) is var column && column.Value == column.Raw && _unique.Contains(column.Raw);

    private bool HasColumn(string name) => Columns.Any(c => c.Target.Name == name);

    /// <summary>How the workspace's key is compared.</summary>
    private enum KeyForm
    {
        /// <summary>As what both columns are.</summary>
        AsItIs,

        /// <summary>As text, because the column has another type than the key itself.</summary>
        Text,

        /// <summary>As text, where one of the two is a GUID and the other one's text.</summary>
        Guid,
    }
}
