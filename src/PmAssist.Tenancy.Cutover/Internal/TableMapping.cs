using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>A source table and the new one, put together: the new columns' values, as SQL over the source row <c>s</c>.</summary>
internal sealed class TableMapping
{
    public const string Row = "s";

    private readonly CutoverDialect _dialect;
    private readonly ISqlGenerationHelper _helper;
    private readonly List<string> _unique;

    public TableMapping(
        CutoverTable table,
        CutoverTarget target,
        IReadOnlyDictionary<string, string> sourceColumns,
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
        SourceColumns = sourceColumns;
        _unique = [.. uniqueColumns.Select(SourceColumn)];
        ChangeOrder = table.ChangeColumn is { } change ? dialect.ChangeOrder(SourceColumn(change)) : null;
        Ranks = new RowRanks(this);
        Queries = new TableQueries(this, dialect, helper);
    }

    public CutoverTable Table { get; }

    public CutoverTarget Target { get; }

    public IReadOnlyDictionary<string, string> SourceColumns { get; }

    /// <summary>The new columns that come from the source table. The others have their start value.</summary>
    public IReadOnlyList<ColumnMapping> Columns { get; }

    /// <summary>The columns that are compared: a workspace has its state only when the new side is opened.</summary>
    public IEnumerable<string> Compared
        => Target.Name == CutoverMapping.WorkspaceTarget ? Columns.Select(c => c.Target.Name).Where(c => c != "status") : InsertColumns;

    /// <summary>All new columns that a copy writes.</summary>
    public IEnumerable<string> InsertColumns => Target.Columns.Where(c => HasColumn(c.Name) || c.Start is not null).Select(c => c.Name);

    /// <summary>The source table's full name.</summary>
    public string Source { get; }

    /// <summary>The queries of its rows.</summary>
    public TableQueries Queries { get; }

    /// <summary>What is left of rows with the same values in a unique key.</summary>
    public RowRanks Ranks { get; }

    /// <summary>The rules that the source rows can break. Empty until <see cref="Complete"/>.</summary>
    public IReadOnlyList<CutoverCheck> Checks { get; private set; } = [];

    /// <summary>The workspace that a row belongs to; null for the master's tables.</summary>
    public RowWorkspace? Workspace { get; private set; }

    /// <summary>What changes are ordered by, as SQL; null if all rows are compared.</summary>
    public string? ChangeOrder { get; }

    /// <summary>
    /// Whether a new row changes only with its source row: there is a change column, and no value depends on what other rows there are.
    /// </summary>
    public bool ChangesByItself
        => ChangeOrder is not null
            && !Checks.Any(c => c.Rule is CutoverRule.BrokenReference or CutoverRule.DuplicateKey && c.Action == CutoverAction.Fix);

    /// <summary>Whether what is chosen for duplicates needs the rows' ranks.</summary>
    public bool UsesRanks => Checks.Any(c => c.UsesRanks && c.Action != CutoverAction.Stop);

    /// <summary>The source key's columns, for people.</summary>
    public IReadOnlyList<string> RawKey => [.. Target.Key.Select(k => Column(k).Raw)];

    /// <summary>The name of the source column that the new key comes from.</summary>
    public string KeyColumn => SourceColumns.Keys.First(k => SourceColumn(k) == RawKey[0]);

    /// <summary>The source table's columns, as a temporary table of the same shape has them.</summary>
    public IReadOnlyList<string> StagedColumns
        => [.. SourceColumns.Select(c => $"{_helper.DelimitIdentifier(c.Key)} {_dialect.StagedType(c.Value)}")];

    /// <summary>Works out the rules, once all tables are known.</summary>
    public void Complete(IReadOnlyDictionary<string, TableMapping> byTarget)
    {
        var rules = new TableRules(this, byTarget, _dialect, _helper);
        (Workspace, var ofWorkspace) = rules.OfWorkspace();
        Checks = [.. ofWorkspace, .. rules.OfValues()];
    }

    public ColumnMapping Column(string name) => Columns.Single(c => c.Target.Name == name);

    public bool HasColumn(string name) => Columns.Any(c => c.Target.Name == name);

    /// <summary>A source column of the row.</summary>
    public string SourceColumn(string column)
    {
        var name = SourceColumns.Keys.First(k => k.Equals(column, StringComparison.OrdinalIgnoreCase));
        return $"{Row}.{_helper.DelimitIdentifier(name)}";
    }

    /// <summary>Whether no two source rows can have the same new value, because the source table has an index that says so.</summary>
    public bool IsUnique(string name) => Column(name) is var column && column.Value == column.Raw && _unique.Contains(column.Raw);

    /// <param name="name">The new column.</param>
    /// <param name="workspace">The workspace, as SQL of the source key; null for all rows.</param>
    /// <param name="isSafe">Whether it is null, not an error, where the value cannot be converted.</param>
    public string ValueOf(string name, string? workspace = null, bool isSafe = false)
        => HasColumn(name)
            ? Column(name).ValueWith(Checks, workspace, isSafe)
            : _dialect.Convert(Target.Columns.Single(c => c.Name == name).Start!, type: null, Target.Types([name])[0]);

    /// <summary>Where the rows come from that are not left behind.</summary>
    /// <param name="workspace">The workspace, as SQL of the source key; null for all rows.</param>
    /// <param name="since">The oldest change to be read, as SQL; null for any.</param>
    public string From(string? workspace = null, string? since = null)
    {
        string[] recent = since is null ? [] : [$"{ChangeOrder} >= {since}"];
        string[] own = workspace is null ? [] : [Workspace!.IsOf(workspace)];
        var kept = Kept(workspace);
        return UsesRanks
            ? $"FROM {Ranks.Rows(SqlText.And(own), workspace)} WHERE {SqlText.And([.. recent, .. kept])}"
            : $"FROM {Source} AS {Row} WHERE {SqlText.And([.. own, .. recent, .. kept])}";
    }

    /// <summary>Where the rows come from as they are.</summary>
    /// <param name="workspace">The workspace, as SQL of the source key; null for all rows.</param>
    public string FromSource(string? workspace)
        => workspace is null ? $"FROM {Source} AS {Row}" : $"FROM {Source} AS {Row} WHERE {Workspace!.IsOf(workspace)}";

    /// <summary>That a row breaks no rule for which it is left behind.</summary>
    public IReadOnlyList<string> Kept(string? workspace)
        => [.. Checks.Where(c => c.Action == CutoverAction.Skip && c.Column is not null)
            .Select(c => $"CASE WHEN {c.BreaksIn(workspace)} THEN 0 ELSE 1 END = 1")];
}
