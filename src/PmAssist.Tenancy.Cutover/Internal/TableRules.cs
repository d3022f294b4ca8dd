using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>The rules that source rows can break, worked out from the new table's columns, references and keys.</summary>
internal sealed class TableRules(
    TableMapping table, IReadOnlyDictionary<string, TableMapping> byTarget, CutoverDialect dialect, ISqlGenerationHelper helper)
{
    private const string WorkspaceName = "cutover_workspace";

    /// <summary>How a row's workspace is found, and the rules about it; nothing for the master's tables.</summary>
    public (RowWorkspace? Workspace, IReadOnlyList<CutoverCheck> Checks) OfWorkspace()
    {
        if (table.Table.WorkspaceColumn is not { } column
            || byTarget.GetValueOrDefault(CutoverMapping.WorkspaceTarget) is not { } workspaces)
        {
            return (null, []);
        }

        var form = FormOf(column, workspaces);
        var (value, own) = (InForm(table.SourceColumn(column)), InForm(workspaces.RawKey[0]));

        // IN, not EXISTS: the engines then read the workspaces once.
        var known = $"IN (SELECT w.id FROM (SELECT {own} AS id {workspaces.From()}) AS w WHERE w.id IS NOT NULL)";
        CutoverCheck[] checks =
        [
            Check(CutoverRule.NullWorkspace, column: null, $"{value} IS NULL"),
            Check(CutoverRule.MissingWorkspace, column: null, $"{value} IS NOT NULL AND NOT {value} {known}"),
        ];
        var given = checks.Where(c => c.Action == CutoverAction.Fix).ToList();
        var workspace = new RowWorkspace(dialect, form, value, given);
        return (workspace, [.. checks, .. given.Select(check => CheckOfFix(check, workspace.IsUnknown(check, known)))]);

        string InForm(string key) => form == WorkspaceKeyForm.Text ? dialect.Text(key) : RowWorkspace.InForm(dialect, form, key);
    }

    /// <summary>The rules about values, references and keys, and about what is chosen for rows that break them.</summary>
    public IReadOnlyList<CutoverCheck> OfValues()
    {
        List<CutoverCheck> checks = [.. table.Columns.SelectMany(ChecksOf), .. ChecksOfReferences(), .. ChecksOfKeys()];
        return [.. checks, .. checks.Where(c => c.Action == CutoverAction.Fix).Select(ChecksOfFix).OfType<CutoverCheck>()];
    }

    private WorkspaceKeyForm FormOf(string column, TableMapping workspaces)
    {
        var type = SqlText.WithoutLength(table.SourceColumns[column]);
        var ownType = SqlText.WithoutLength(workspaces.SourceColumns[workspaces.KeyColumn]);
        var guid = workspaces.Column(workspaces.Target.Key[0]).Target.Value.StoreType;
        return type == ownType ? WorkspaceKeyForm.AsItIs
            : type == guid || ownType == guid ? WorkspaceKeyForm.Guid
            : WorkspaceKeyForm.Text;
    }

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
            bad.Add($"{mapping.Safe} NOT IN ({Literals(allowed)})");
        }

        if (bad.Count > 0)
        {
            yield return Check(CutoverRule.BadValue, column.Name, SqlText.Or(bad));
        }

        if (!column.IsNullable)
        {
            yield return Check(CutoverRule.NullValue, column.Name, mapping.IsNull);
        }

        if (column.MaxLength is { } length && column.Allowed is null)
        {
            yield return Check(CutoverRule.TextTooLong, column.Name, $"{dialect.LengthOf(mapping.Safe)} > {length}");
        }
    }

    private IEnumerable<CutoverCheck> ChecksOfReferences()
        => from reference in table.Target.References
           where reference.Columns.All(table.HasColumn)
           let columns = string.Join(",", reference.Columns)
           select Check(CutoverRule.BrokenReference, columns, workspace => Broken(reference, workspace)) with { ReadsOthers = true };

    private IEnumerable<CutoverCheck> ChecksOfKeys()
        => from key in table.Target.UniqueKeys
           where key.All(table.HasColumn) && !key.Any(table.IsUnique)
           let rank = table.Ranks.Add([.. key.Select(k => table.Column(k).Safe)])
           select Check(CutoverRule.DuplicateKey, string.Join(",", key), $"{rank} > 1") with { UsesRanks = true };

    /// <summary>What the new column refuses of a value that is given to a row.</summary>
    private CutoverCheck? ChecksOfFix(CutoverCheck check)
    {
        var (column, value) = (table.Column(check.Choice!.Column ?? check.Column!).Target, $"({check.Choice.Expression})");
        var text = dialect.Text(value);
        string?[] refused =
        [
            column.IsNullable ? null : $"{value} IS NULL",
            dialect.IsBad(value, type: null, column.Value),
            column.Allowed is { } allowed ? $"{dialect.Exact(text)} NOT IN ({Literals(allowed)})" : null,
            column.MaxLength is { } length && column.Allowed is null ? $"{dialect.LengthOf(text)} > {length}" : null,
        ];
        return refused.OfType<string>().ToList() is { Count: > 0 } any ? CheckOfFix(check, string.Join(" OR ", any)) : null;
    }

    private static CutoverCheck CheckOfFix(CutoverCheck check, string refused)
        => check with
        {
            Rule = CutoverRule.BrokenFix,
            Column = check.Choice!.Column ?? check.Column,
            BreaksIn = workspace => $"({check.BreaksIn(workspace)}) AND ({refused})",
            Choice = null,
        };

    private string Literals(IEnumerable<string> texts) => SqlText.List(texts.Select(dialect.Literal));

    /// <summary>That the row refers to one that is not there, or that lies in another workspace.</summary>
    private string Broken(TargetReference reference, string? workspace)
    {
        var given = SqlText.And(reference.Columns.Select(c => table.Column(c).Safe + " IS NOT NULL"));
        if (byTarget.GetValueOrDefault(reference.Table) is not { } other)
        {
            return given;
        }

        // Of a row that refers to its own table it is not known yet which of the others are left behind.
        var isSelf = other == table;
        var theirs = other.Workspace is null ? null : workspace;
        var names = reference.PrincipalColumns.Select(helper.DelimitIdentifier).ToList();
        var columns = reference.PrincipalColumns
            .Select(p => isSelf ? table.Column(p).Safe : other.ValueOf(p, theirs, isSafe: true))
            .Zip(names, (value, name) => $"{value} AS {name}").ToList();
        var values = reference.Columns.Select(c => table.Column(c).Safe).ToList();
        if (table.Workspace is { } own && other.Workspace is { } their)
        {
            var (theirKey, ownKey) = Comparable(their, own);
            names.Add(WorkspaceName);
            columns.Add($"{theirKey} AS {WorkspaceName}");
            values.Add(ownKey);
        }

        var from = isSelf ? table.FromSource(theirs) : other.From(theirs);
        var exists = dialect.Exists(values, names, $"SELECT {SqlText.List(columns)} {from}");
        return $"{given} AND NOT {exists}";
    }

    /// <summary>Two tables may have the workspace's key in columns of different types.</summary>
    private (string One, string Other) Comparable(RowWorkspace one, RowWorkspace other)
    {
        if (one.Form == other.Form)
        {
            return (one.Value, other.Value);
        }

        var (oneText, otherText) = (dialect.Text(one.Value), dialect.Text(other.Value));
        return one.Form == WorkspaceKeyForm.Guid || other.Form == WorkspaceKeyForm.Guid
            ? (dialect.GuidKey(oneText), dialect.GuidKey(otherText))
            : (oneText, otherText);
    }

    private CutoverCheck Check(CutoverRule rule, string? column, string breaks) => Check(rule, column, _ => breaks);

    private CutoverCheck Check(CutoverRule rule, string? column, Func<string?, string> breaks)
    {
        var ofRule = table.Table.Choices.Where(c => c.Rule == rule).ToList();
        var choice = ofRule.Find(c => c.Column == column)
            ?? ofRule.Find(c => c.Column is null || (column ?? "").Split(',').Contains(c.Column));
        return new CutoverCheck(rule, column, breaks, choice);
    }
}
