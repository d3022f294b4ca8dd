namespace PmAssist.Tenancy.Cutover.Internal;

/// <content>The rules that old rows can break, worked out from the new table's columns, references and keys.</content>
internal sealed partial class TableMapping
{
    /// <summary>Works out the rules, once all tables are known.</summary>
    public void Complete(IReadOnlyDictionary<string, TableMapping> byTarget)
    {
        var workspaces = byTarget.GetValueOrDefault(CutoverMapping.WorkspaceTarget);
        if (Table.WorkspaceColumn is { } column && workspaces is not null)
        {
            var (value, own) = (Old(column), workspaces.RawKey[0]);
            var (type, ownType) = (SqlText.WithoutLength(OldColumns[column]), SqlText.WithoutLength(workspaces.OldColumns[workspaces.KeyColumn]));
            if (type != ownType)
            {
                var guid = workspaces.Column(workspaces.Target.Key[0]).Target.Value.StoreType;
                _keyForm = type == guid || ownType == guid ? KeyForm.Guid : KeyForm.Text;
                (value, own) = _keyForm == KeyForm.Guid ? (InKeyForm(value), InKeyForm(own)) : (_dialect.Text(value), _dialect.Text(own));
            }

            // IN, not EXISTS: the engines then read the workspaces once.
            var known = $"IN (SELECT w.id FROM (SELECT {own} AS id {workspaces.From()}) AS w WHERE w.id IS NOT NULL)";
            CutoverCheck[] checks =
            [
                Check(CutoverRule.NullWorkspace, column: null, $"{value} IS NULL"),
                Check(CutoverRule.MissingWorkspace, column: null, $"{value} IS NOT NULL AND NOT {value} {known}"),
            ];
            _checks.AddRange(checks);
            _checks.AddRange(GivenWorkspaces.ToList().Select(given =>
            {
                var id = $"CASE WHEN 1 = 1 THEN {InKeyForm($"({given.Choice!.Expression})")} ELSE {value} END";
                return CheckOfFix(given, $"{id} IS NULL OR NOT {id} {known}");
            }));
            _oldWorkspace = value;
            WorkspaceValue = GivenWorkspaces.Aggregate(value, (result, check) => $"CASE WHEN {check.Breaks} THEN {InKeyForm($"({check.Choice!.Expression})")} ELSE {result} END");
        }

        foreach (var mapping in Columns)
        {
            _checks.AddRange(ChecksOf(mapping));
        }

        foreach (var reference in Target.References.Where(r => r.Columns.All(HasColumn)))
        {
            _checks.Add(Check(CutoverRule.BrokenReference, string.Join(",", reference.Columns), workspace => Broken(reference, byTarget, workspace)) with { ReadsOthers = true });
        }

        foreach (var key in Target.UniqueKeys.Where(k => k.All(HasColumn) && !k.Any(IsUnique)))
        {
            var columns = key.Select(k => Column(k).Safe).ToList();
            var partition = columns.Prepend($"{Row}.cutover_left").Concat(WorkspaceValue is null ? [] : [$"{Row}.cutover_workspace"]);
            var rank = $"CASE WHEN {SqlText.And(columns.Select(c => $"{c} IS NOT NULL"))} "
                + $"THEN ROW_NUMBER() OVER (PARTITION BY {string.Join(", ", partition)} ORDER BY {string.Join(", ", RawKey)}) ELSE 1 END AS cutover_{_duplicateRanks.Count}";
            _checks.Add(Check(CutoverRule.DuplicateKey, string.Join(",", key), $"{Row}.cutover_{_duplicateRanks.Count} > 1") with { UsesRanks = true });
            _duplicateRanks.Add(rank);
        }

        _checks.AddRange(_checks.Where(c => c is { Action: CutoverAction.Fix, Column: not null }).ToList().Select(ChecksOfFix).OfType<CutoverCheck>());
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

    /// <summary>What the new column refuses of a value that is given to a row.</summary>
    private CutoverCheck? ChecksOfFix(CutoverCheck check)
    {
        var (column, value) = (Column(check.Choice!.Column ?? check.Column!).Target, $"({check.Choice.Expression})");
        var text = _dialect.Text(value);
        string?[] refused =
        [
            column.IsNullable ? null : $"{value} IS NULL",
            _dialect.IsBad(value, type: null, column.Value),
            column.Allowed is { } allowed ? $"{_dialect.Exact(text)} NOT IN ({Literals(allowed)})" : null,
            column.MaxLength is { } length && column.Allowed is null ? $"{_dialect.LengthOf(text)} > {length}" : null,
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

    private string Literals(IEnumerable<string> texts) => string.Join(", ", texts.Select(_dialect.Literal));

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
        var columns = reference.PrincipalColumns.Zip(names, (p, name) => $"{(self ? Column(p).Safe : other.ValueOf(p, theirs, isSafe: true))} AS {name}").ToList();
        var values = reference.Columns.Select(c => Column(c).Safe).ToList();
        if (WorkspaceValue is not null && other.WorkspaceValue is not null)
        {
            names.Add("cutover_workspace");
            var (theirKey, ownKey) = _keyForm == other._keyForm ? (other.WorkspaceValue, WorkspaceValue)
                : _keyForm == KeyForm.Guid || other._keyForm == KeyForm.Guid
                    ? (_dialect.GuidKey(_dialect.Text(other.WorkspaceValue)), _dialect.GuidKey(_dialect.Text(WorkspaceValue)))
                    : (_dialect.Text(other.WorkspaceValue), _dialect.Text(WorkspaceValue));
            columns.Add($"{theirKey} AS cutover_workspace");
            values.Add(ownKey);
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
