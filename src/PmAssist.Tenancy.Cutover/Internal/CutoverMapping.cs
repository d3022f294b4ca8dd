using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>A description put against both databases: what goes where, and what does not fit.</summary>
internal sealed partial class CutoverMapping
{
    public const string WorkspaceTarget = "Workspace";
    public const string AuditTarget = "AuditLog";
    public const string MemberTarget = "WorkspaceMember";

    /// <summary>New columns that the library keeps itself.</summary>
    private static readonly string[] Kept = ["db_schema_name", "schema_version", "schema_fingerprint", "last_error"];

    private readonly CutoverDescription _description;
    private readonly OldCatalogue _old;
    private readonly CutoverDialect _dialect;
    private readonly ISqlGenerationHelper _helper;
    private readonly IReadOnlyList<CutoverTarget> _targets;
    private readonly Func<string, string> _fullName;
    private readonly bool _isOptimistic;
    private readonly List<CutoverProblem> _problems = [];

    /// <param name="description">What goes where.</param>
    /// <param name="old">The old tables.</param>
    /// <param name="dialect">The engine.</param>
    /// <param name="master">The master's model.</param>
    /// <param name="workspace">A workspace's model.</param>
    /// <param name="fullName">How an old table is called where the SQL runs; null for its schema and name.</param>
    /// <param name="isOptimistic">Whether no value is expected that cannot be had: the SQL is cheaper, and fails or finds too many where one is.</param>
    public CutoverMapping(
        CutoverDescription description,
        OldCatalogue old,
        CutoverDialect dialect,
        DbContext master,
        IModel workspace,
        Func<string, string>? fullName = null,
        bool isOptimistic = false)
    {
        _description = description;
        _old = old;
        _dialect = dialect;
        _isOptimistic = isOptimistic;
        _helper = master.GetService<ISqlGenerationHelper>();
        _targets = CutoverTarget.Of(master.Model, workspace, dialect);
        _fullName = fullName ?? (table => $"{_helper.DelimitIdentifier(dialect.SourceSchema(description))}.{_helper.DelimitIdentifier(table)}");

        var tables = description.Tables.Select(Resolve).OfType<TableMapping>().ToList();
        foreach (var twice in description.Tables.GroupBy(t => t.Target, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
        {
            Add(twice.Last(), null, $"Another table goes to '{twice.Key}' as well. One old table goes to one new table; put their rows together in one old table first.");
        }

        if (!description.Tables.Any(t => Same(t.Target, WorkspaceTarget)))
        {
            _problems.Add(new CutoverProblem(
                WorkspaceTarget, null, $"No old table goes to '{WorkspaceTarget}', so there is nothing to tell which workspaces there are. Describe it."));
        }

        Tables = _problems.Count == 0 ? Ordered(tables) : [];
        var byTarget = Tables.ToDictionary(t => t.Target.Name);
        foreach (var table in Tables)
        {
            table.Complete(byTarget);
        }
    }

    /// <summary>What does not fit. With any of it there are no <see cref="Tables"/>.</summary>
    public IReadOnlyList<CutoverProblem> Problems => _problems;

    /// <summary>The tables, those that others refer to first.</summary>
    public IReadOnlyList<TableMapping> Tables { get; }

    public TableMapping Workspaces => Tables.Single(t => t.Target.Name == WorkspaceTarget);

    /// <summary>The tables of one workspace.</summary>
    public IReadOnlyList<TableMapping> OfWorkspace => [.. Tables.Where(t => !t.Target.IsMaster)];

    /// <summary>The master's tables but for the workspaces themselves.</summary>
    public IReadOnlyList<TableMapping> OfMaster => [.. Tables.Where(t => t.Target.IsMaster && t.Target.Name != WorkspaceTarget)];

    /// <summary>The new tables that no old one goes to; of the master's, only what belongs to workspaces.</summary>
    public IReadOnlyList<CutoverTarget> Others
        => [.. _targets.Where(t => (!t.IsMaster || t.Name == MemberTarget) && !Tables.Any(m => m.Target.Name == t.Name))];

    /// <summary>Whether rows are skipped or fixed by what is checked of their values while they are copied.</summary>
    public bool UsesChecks => Tables.Any(t => t.Checks.Any(c => c.Column is not null && c.Action != CutoverAction.Stop));

    /// <summary>Whether rows are given to workspaces by an expression, so that one workspace's copy has to know all workspaces.</summary>
    public bool GivesWorkspaces
        => OfWorkspace.Any(t => t.Checks.Any(c => c.Rule is CutoverRule.NullWorkspace or CutoverRule.MissingWorkspace && c.Action == CutoverAction.Fix));

    public IEnumerable<CutoverProblem> MissingIndexes()
        => Tables.Where(t => t.Table.WorkspaceColumn is { } column && !_old.IsIndexed(t.Table.Name, column)).Select(t => new CutoverProblem(
            t.Table.Name,
            t.Table.WorkspaceColumn,
            $"No index begins with '{t.Table.WorkspaceColumn}', so each workspace reads the whole table. Create one: CREATE INDEX ON {t.Source} ({t.Table.WorkspaceColumn})."));

    private static List<TableMapping> Ordered(List<TableMapping> tables)
    {
        var ordered = new List<TableMapping>();
        var seen = new HashSet<TableMapping>();
        tables.OrderBy(t => t.Target.Name != WorkspaceTarget).ToList().ForEach(Visit);
        return ordered;

        void Visit(TableMapping table)
        {
            if (!seen.Add(table))
            {
                return;
            }

            foreach (var reference in table.Target.References)
            {
                if (tables.Find(t => t.Target.Name == reference.Table) is { } other)
                {
                    Visit(other);
                }
            }

            ordered.Add(table);
        }
    }

    private TableMapping? Resolve(CutoverTable table)
    {
        if (_old.Columns(table.Name) is not { } old)
        {
            return Add(table, null, $"The old database has no table '{table.Name}' in the schema '{_dialect.SourceSchema(_description)}'. Correct its name.");
        }

        if (_targets.FirstOrDefault(t => Same(t.Name, table.Target)) is not { } target)
        {
            return Add(
                table, null, $"There is no new table '{table.Target}'. There are: {string.Join(", ", _targets.Select(t => t.Name).Order(StringComparer.Ordinal))}.");
        }

        var before = _problems.Count;
        CheckNames(table, old, target);
        var columns = target.Columns.Where(c => !(target.Name == WorkspaceTarget && Kept.Contains(c.Name))).Select(c => Resolve(table, old, c)).OfType<ColumnMapping>().ToList();
        CheckKey(table, old, target, columns);
        CheckLeftOver(table, old, target, columns);
        return _problems.Count > before
            ? null
            : new TableMapping(table, target, old, _old.UniqueColumns(table.Name), columns, _dialect, _helper, _fullName(_old.NameOf(table.Name)!));
    }

    private ColumnMapping? Resolve(CutoverTable table, IReadOnlyDictionary<string, string> old, TargetColumn target)
    {
        var described = table.Columns.FirstOrDefault(c => Same(c.Key, target.Name)).Value;
        if (described?.Expression is not null)
        {
            return ColumnMapping.FromExpression(_dialect, target, described, _isOptimistic);
        }

        var column = described?.From ?? old.Keys.FirstOrDefault(k => Names.Match(k, target.Name) && !table.Drop.Contains(k, StringComparer.OrdinalIgnoreCase));
        if (column is not null && old.Keys.FirstOrDefault(k => Same(k, column)) is { } found)
        {
            return ColumnMapping.FromColumn(_dialect, target, Raw(found), SqlText.WithoutLength(old[found]), described, _isOptimistic);
        }

        if (described?.From is { } missing)
        {
            Add(table, target.Name, $"The old table has no column '{missing}'. It has: {string.Join(", ", old.Keys)}.");
        }
        else if (target.Start is null && !(table.Target == WorkspaceTarget && target.Name == "slug"))
        {
            Add(table, target.Name, $"Nothing fills the new column '{target.Name}', which has to have a value. Name an old column or an expression for it.");
        }

        return null;
    }

    private void CheckNames(CutoverTable table, IReadOnlyDictionary<string, string> old, CutoverTarget target)
    {
        if (!target.IsMaster && table.WorkspaceColumn is null)
        {
            Add(table, null, "It has no workspace column, so nothing tells which workspace a row belongs to. Name it.");
        }

        if (target.IsMaster && table.WorkspaceColumn is not null)
        {
            Add(table, table.WorkspaceColumn, $"'{target.Name}' is one of the master's tables, which are not split by workspace. Leave the workspace column out.");
        }

        foreach (var column in table.Drop.Append(table.WorkspaceColumn).Append(table.ChangeColumn).OfType<string>().Where(c => !old.ContainsKey(c)))
        {
            Add(table, column, $"The old table has no column '{column}'. It has: {string.Join(", ", old.Keys)}.");
        }

        if (table.ChangeColumn is { } change && old.GetValueOrDefault(change) == "date")
        {
            Add(table, change, $"The change column '{change}' is a date, which does not tell two changes of one day apart. Name a time, or leave it out, and all rows are compared.");
        }

        foreach (var column in table.Columns.Keys.Where(c => !target.Columns.Any(t => Same(t.Name, c))))
        {
            Add(table, column, $"The new table '{target.Name}' has no column '{column}'. It has: {string.Join(", ", target.Columns.Select(c => c.Name))}.");
        }

        foreach (var (name, column) in table.Columns.Where(c => c.Value is { From: null, Expression: null } or { From: not null, Expression: not null }))
        {
            Add(table, name, $"The column '{name}' needs either an old column or an expression.");
        }

        foreach (var choice in table.Choices)
        {
            if (choice.Rule is CutoverRule.NullWorkspace or CutoverRule.MissingWorkspace && (target.IsMaster || choice.Column is not null))
            {
                Add(
                    table,
                    choice.Column,
                    $"The choice for {choice.Rule} never applies. " + (target.IsMaster
                        ? $"'{target.Name}' is one of the master's tables, whose rows belong to no workspace column: where one names a workspace that is not there, "
                            + $"the rule is {CutoverRule.BrokenReference}, where it names none, {CutoverRule.NullValue}."
                        : "It is about the old workspace column: leave the choice's column out."));
            }

            if (choice.Rule == CutoverRule.BrokenFix)
            {
                Add(table, choice.Column, $"There is no choice for {choice.Rule}. Correct the expression of the choice that it is about.");
            }

            if (choice.Action == CutoverAction.Fix && string.IsNullOrWhiteSpace(choice.Expression))
            {
                Add(table, choice.Column, $"The choice to fix {choice.Rule} needs an expression.");
            }

            if (choice is { Action: CutoverAction.Fix, Rule: CutoverRule.DuplicateKey or CutoverRule.BrokenReference, Column: null })
            {
                Add(table, null, $"The choice to fix {choice.Rule} needs the column that gets the value.");
            }

            if (choice.Column is { } chosen && !target.Columns.Any(t => t.Name == chosen))
            {
                Add(table, chosen, $"The choice for {choice.Rule} names the column '{chosen}', which the new table '{target.Name}' does not have.");
            }
        }
    }

    private void CheckKey(CutoverTable table, IReadOnlyDictionary<string, string> old, CutoverTarget target, List<ColumnMapping> columns)
    {
        if (target.Key.Count == 0)
        {
            Add(table, null, $"The new table '{target.Name}' has no primary key, by which rows are found again. Give it one.");
        }

        foreach (var key in target.Key.Where(k => !columns.Exists(c => c.Target.Name == k) && !_problems.Exists(p => p.Column == k && p.Table == table.Name)))
        {
            Add(table, key, $"Nothing fills the new key's column '{key}'. Name an old column or an expression for it.");
        }

        if (target.Name == WorkspaceTarget && columns.Find(c => target.Key.Contains(c.Target.Name)) is { } id && !old.Keys.Any(k => id.Raw == Raw(k)))
        {
            Add(
                table,
                id.Target.Name,
                "A workspace's id has to come from an old column, which the other tables' workspace columns name. Where those are no GUIDs, add columns that are to the old tables first.");
        }
    }

    /// <summary>Nothing is left behind without being asked for.</summary>
    private void CheckLeftOver(CutoverTable table, IReadOnlyDictionary<string, string> old, CutoverTarget target, List<ColumnMapping> columns)
    {
        var expressions = Literal().Replace(string.Join(' ', table.Columns.Values.Select(c => $"{c.Expression} {c.Default}")), "");
        foreach (var column in old.Keys.Where(c =>
            !Same(c, table.WorkspaceColumn) && !table.Drop.Contains(c, StringComparer.OrdinalIgnoreCase)
            && !columns.Exists(m => m.Raw == Raw(c))
            && !Regex.IsMatch(expressions, $@"(?<!\w){Regex.Escape(c)}(?!\w)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)))
        {
            Add(table, column, $"The old column '{column}' goes nowhere in '{target.Name}'. Map it to a new column, or drop it by name.");
        }
    }

    [GeneratedRegex("'[^']*'")]
    private static partial Regex Literal();

    private static bool Same(string one, string? other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    private string Raw(string column) => $"s.{_helper.DelimitIdentifier(column)}";

    private TableMapping? Add(CutoverTable table, string? column, string message)
    {
        _problems.Add(new CutoverProblem(table.Name, column, message));
        return null;
    }
}
