using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Internal;

/// <summary>An old table and the new one, put together: the SQL that reads the old rows as new ones, and the rules that they can break.</summary>
internal sealed class TableMapping
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

    /// <summary>Whether the workspace's key is compared as text, because its column has another type than the key itself.</summary>
    private bool _hasTextKey;

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

    /// <summary>Works out the rules, once all tables are known.</summary>
    public void Complete(IReadOnlyDictionary<string, TableMapping> byTarget)
    {
        var workspaces = byTarget.GetValueOrDefault(CutoverMapping.WorkspaceTarget);
        if (Table.WorkspaceColumn is { } column && workspaces is not null)
        {
            var (value, own) = (Old(column), workspaces.RawKey[0]);
            if (SqlText.WithoutLength(OldColumns[column]) != SqlText.WithoutLength(workspaces.OldColumns[workspaces.KeyColumn]))
            {
                (value, own) = (_dialect.Text(value), _dialect.Text(own));
                _hasTextKey = true;
            }

            // IN, not EXISTS: the engines then read the workspaces once.
            var missing = $"{value} IS NOT NULL AND NOT {value} IN (SELECT w.id FROM (SELECT {own} AS id {workspaces.From()}) AS w WHERE w.id IS NOT NULL)";
            CutoverCheck[] checks =
            [
                Check(CutoverRule.NullWorkspace, column: null, $"{value} IS NULL"),
                Check(CutoverRule.MissingWorkspace, column: null, missing),
            ];
            _checks.AddRange(checks);
            _oldWorkspace = value;
            WorkspaceValue = GivenWorkspaces.Aggregate(value, (result, check) => $"CASE WHEN {check.Breaks} THEN ({check.Choice!.Expression}) ELSE {result} END");
        }

        foreach (var mapping in Columns)
        {
            _checks.AddRange(ChecksOf(mapping));
        }

        foreach (var reference in Target.References.Where(r => r.Columns.All(HasColumn)))
        {
            _checks.Add(Check(CutoverRule.BrokenReference, string.Join(",", reference.Columns), workspace => Broken(reference, byTarget, workspace)));
        }

        foreach (var key in Target.UniqueKeys.Where(k => k.All(HasColumn) && !k.Any(IsUnique)))
        {
            var columns = key.Select(k => Column(k).Safe).ToList();
            var partition = columns.Prepend($"{Row}.cutover_left").Concat(WorkspaceValue is null ? [] : [$"{Row}.cutover_workspace"]);
            var rank = $"CASE WHEN {SqlText.And(columns.Select(c => $"{c} IS NOT NULL"))} "
                + $"THEN ROW_NUMBER() OVER (PARTITION BY {string.Join(", ", partition)} ORDER BY {string.Join(", ", RawKey)}) ELSE 1 END AS cutover_{_duplicateRanks.Count}";
            _checks.Add(Check(CutoverRule.DuplicateKey, string.Join(",", key), $"{Row}.cutover_{_duplicateRanks.Count} > 1"));
            _duplicateRanks.Add(rank);
        }
    }

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

    /// <summary>Reads old rows with a value for every property of the new entity.</summary>
    public string SelectEntities()
        => $"SELECT {string.Join(", ", Target.Columns.Select(c => $"{(HasColumn(c.Name) || c.Start is not null ? ValueOf(c.Name) : "''")} AS {_helper.DelimitIdentifier(c.Name)}"))} {From()}";

    /// <summary>All new columns that a copy writes.</summary>
    public IEnumerable<string> InsertColumns => Target.Columns.Where(c => HasColumn(c.Name) || c.Start is not null).Select(c => c.Name);

    /// <summary>Reads the old rows of a workspace, or all, as they are.</summary>
    public string SelectOld(string? workspace)
        => $"SELECT {string.Join(", ", OldColumns.Select(c => _dialect.StagedType(c.Value) == c.Value ? Old(c.Key) : _dialect.Text(Old(c.Key))))} "
            + $"FROM {Source} AS {Row}{(workspace is null ? "" : $" WHERE {IsOf(workspace)}")}";

    /// <summary>The old table's columns, as a temporary table of the same shape has them.</summary>
    public IReadOnlyList<string> StagedColumns
        => [.. OldColumns.Select(c => $"{_helper.DelimitIdentifier(c.Key)} {_dialect.StagedType(c.Value)}")];

    /// <summary>Reads the old rows that break a rule.</summary>
    public string SelectBroken(CutoverCheck check, string columns)
        => $"SELECT {columns} FROM {Ranked(check.Rule == CutoverRule.DuplicateKey ? _duplicateRanks : [], condition: null)} WHERE {check.Breaks}";

    /// <summary>How many old rows break each of several rules, in one reading.</summary>
    /// <remarks>What is added up or grouped by is worked out in a query of its own: SQL Server takes no subquery inside of either.</remarks>
    public string SelectBrokenCounts(IReadOnlyList<CutoverCheck> checks)
    {
        var ranks = checks.Any(c => c.Rule == CutoverRule.DuplicateKey) ? _duplicateRanks : [];
        var flags = checks.Select((c, i) => $"CASE WHEN {c.Breaks} THEN 1 ELSE 0 END AS broken_{i}");
        return $"SELECT {string.Join(", ", checks.Select((_, i) => $"SUM(b.broken_{i})"))} FROM (SELECT {string.Join(", ", flags)} FROM {Ranked(ranks, condition: null)}) AS b";
    }

    /// <summary>The number of rows by workspace, a checksum of their keys, and the newest change.</summary>
    /// <param name="workspace">The workspace, as SQL of the old key; null for all.</param>
    public string SelectDigest(string? workspace)
    {
        var checksum = _dialect.Checksum([.. RawKey.Select(_dialect.Text)], [.. RawKey.Select(_ => AnyText)]);
        var (changed, newest) = Table.ChangeColumn is null ? ("", ", NULL") : ($", {_changeOrder} AS changed", ", MAX(g.changed)");
        return Grouped(
            $"COUNT(*), {_dialect.SumOf("g.row_sum")}{newest}",
            $", {checksum} AS row_sum{changed} FROM {Source} AS {Row}{(workspace is null ? "" : $" WHERE {IsOf(workspace)}")}");
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

    private string Grouped(string aggregates, string values)
        => $"SELECT g.workspace_key, {aggregates} FROM (SELECT {WorkspaceValue ?? "1"} AS workspace_key{values}) AS g GROUP BY g.workspace_key";

    private string KeyColumn => OldColumns.Keys.First(k => Old(k) == RawKey[0]);

    private string From(string? workspace = null, string? since = null)
    {
        var skipped = _checks.Where(c => c.Action == CutoverAction.Skip && c.Column is not null).Select(c => $"CASE WHEN {c.BreaksIn(workspace)} THEN 0 ELSE 1 END = 1").ToList();
        var recent = since is null ? [] : new[] { $"{_changeOrder} >= {since}" };
        var usesRanks = _checks.Any(c => c.Rule == CutoverRule.DuplicateKey && c.Action != CutoverAction.Stop);
        var own = workspace is null ? [] : new[] { IsOf(workspace) };
        return usesRanks
            ? $"FROM {Ranked(_duplicateRanks, SqlText.And(own), workspace)} WHERE {SqlText.And([.. recent, .. skipped])}"
            : $"FROM {Source} AS {Row} WHERE {SqlText.And([.. own, .. recent, .. skipped])}";
    }

    /// <summary>What is chosen for rows without a workspace, where that is to give them one.</summary>
    private IEnumerable<CutoverCheck> GivenWorkspaces => _checks.Where(c => c.Column is null && c.Action == CutoverAction.Fix);

    /// <summary>
    /// Whether a row is a workspace's: an index on the old column can be used, and what an expression gives to another workspace is
    /// told by the expression first. It is compared as what the column is: as texts, two forms of a GUID would differ.
    /// </summary>
    private string IsOf(string workspace)
    {
        var given = GivenWorkspaces.Select(c => $" OR (CASE WHEN 1 = 1 THEN ({c.Choice!.Expression}) ELSE {_oldWorkspace} END = {workspace} AND {c.Breaks})").ToList();
        return given.Count == 0 ? $"{_oldWorkspace} = {workspace}" : $"({_oldWorkspace} = {workspace}{string.Concat(given)})";
    }

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

    private string ValueOf(string name, string? workspace = null)
        => HasColumn(name)
            ? Column(name).ValueWith(_checks, workspace)
            : _dialect.Convert(Target.Columns.Single(c => c.Name == name).Start!, type: null, Target.Columns.Single(c => c.Name == name).Value);

    /// <summary>Whether no two old rows can have the same new value, because the old table has an index that says so.</summary>
    private bool IsUnique(string name) => Column(name) is var column && column.Value == column.Raw && _unique.Contains(column.Raw);

    private bool HasColumn(string name) => Columns.Any(c => c.Target.Name == name);

    private IEnumerable<CutoverCheck> ChecksOf(ColumnMapping mapping)
    {
        var column = mapping.Target;
        var bad = new List<string>();
        if (mapping.Bad is { } unreadable)
        {
            bad.Add(unreadable);
        }

        if (column.Allowed is { } allowed)
        {
            bad.Add($"{mapping.Safe} NOT IN ({string.Join(", ", allowed.Select(_dialect.Literal))})");
        }

        if (bad.Count > 0)
        {
            yield return Check(CutoverRule.BadValue, column.Name, string.Join(" OR ", bad.Select(b => $"({b})")));
        }

        if (!column.IsNullable)
        {
            yield return Check(CutoverRule.NullValue, column.Name, mapping.IsNull);
        }

        if (column.MaxLength is { } length && column.Allowed is null)
        {
            yield return Check(CutoverRule.TextTooLong, column.Name, $"{_dialect.LengthOf(mapping.Safe)} > {length}");
        }
    }

    private string Broken(TargetReference reference, IReadOnlyDictionary<string, TableMapping> byTarget, string? workspace)
    {
        var given = SqlText.And(reference.Columns.Select(c => $"{Column(c).Safe} IS NOT NULL"));
        if (byTarget.GetValueOrDefault(reference.Table) is not { } other)
        {
            return given;
        }

        // Of a row that refers to its own table it is not known yet which of the others are left behind.
        var self = other == this;
        var theirs = other.WorkspaceValue is null ? null : workspace;
        var names = reference.PrincipalColumns.Select(_helper.DelimitIdentifier).ToList();
        var columns = reference.PrincipalColumns.Zip(names, (p, name) => $"{(self ? Column(p).Safe : other.ValueOf(p, theirs))} AS {name}").ToList();
        var values = reference.Columns.Select(c => Column(c).Safe).ToList();
        if (WorkspaceValue is not null && other.WorkspaceValue is not null)
        {
            names.Add("cutover_workspace");
            var sameType = _hasTextKey == other._hasTextKey;
            columns.Add($"{(sameType ? other.WorkspaceValue : _dialect.Text(other.WorkspaceValue))} AS cutover_workspace");
            values.Add(sameType ? WorkspaceValue : _dialect.Text(WorkspaceValue));
        }

        var rows = $"SELECT {string.Join(", ", columns)} {(self ? $"FROM {Source} AS {Row}{(theirs is null ? "" : $" WHERE {IsOf(theirs)}")}" : other.From(theirs))}";
        return $"{given} AND NOT {_dialect.Exists(values, names, rows)}";
    }

    private CutoverCheck Check(CutoverRule rule, string? column, string breaks) => Check(rule, column, _ => breaks);

    private CutoverCheck Check(CutoverRule rule, string? column, Func<string?, string> breaks)
        => new(
            rule,
            column,
            breaks,
            Table.Choices.FirstOrDefault(c => c.Rule == rule && c.Column == column)
                ?? Table.Choices.FirstOrDefault(c => c.Rule == rule && (c.Column is null || (column ?? "").Split(',').Contains(c.Column))));
}
