using System.Text.RegularExpressions;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>What a described table has to say, so that nothing is left behind without being asked for.</summary>
/// <param name="table">The described table.</param>
/// <param name="source">The source table's columns and their types.</param>
/// <param name="target">The new table.</param>
/// <param name="resolver">Finds the columns.</param>
/// <param name="problems">Where what does not fit is listed.</param>
internal sealed partial class DescriptionRules(
    CutoverTable table,
    IReadOnlyDictionary<string, string> source,
    CutoverTarget target,
    ColumnResolver resolver,
    MappingProblems problems)
{
    public void CheckNames()
    {
        if (!target.IsMaster && table.WorkspaceColumn is null)
        {
            Add(null, "It has no workspace column, so nothing tells which workspace a row belongs to. Name it.");
        }

        if (target.IsMaster && table.WorkspaceColumn is { } workspace)
        {
            Add(
                workspace,
                $"'{target.Name}' is one of the master's tables, which are not split by workspace. Leave the workspace column out.");
        }

        var named = table.Drop.Append(table.WorkspaceColumn).Append(table.ChangeColumn).OfType<string>();
        foreach (var column in named.Where(c => !source.ContainsKey(c)))
        {
            Add(column, $"The source table has no column '{column}'. It has: {SqlText.List(source.Keys)}.");
        }

        if (table.ChangeColumn is { } change && source.GetValueOrDefault(change) == "date")
        {
            Add(
                change,
                $"The change column '{change}' is a date, which does not tell two changes of one day apart. "
                + "Name a time, or leave it out, and all rows are compared.");
        }

        foreach (var column in table.Columns.Keys.Where(c => !target.Columns.Any(t => ColumnResolver.AreSame(t.Name, c))))
        {
            var names = SqlText.List(target.Columns.Select(c => c.Name));
            Add(column, $"The new table '{target.Name}' has no column '{column}'. It has: {names}.");
        }

        foreach (var (name, column) in table.Columns)
        {
            if (column is { From: null, Expression: null } or { From: not null, Expression: not null })
            {
                Add(name, $"The column '{name}' needs either a source column or an expression.");
            }
        }
    }

    public void CheckChoices()
    {
        foreach (var choice in table.Choices)
        {
            if (choice.Rule is CutoverRule.NullWorkspace or CutoverRule.MissingWorkspace && (target.IsMaster || choice.Column is not null))
            {
                Add(choice.Column, $"The choice for {choice.Rule} never applies. {WhyItNeverApplies}");
            }

            if (choice.Rule == CutoverRule.BrokenFix)
            {
                Add(
                    choice.Column, $"There is no choice for {choice.Rule}. Correct the expression of the choice that it is about.");
            }

            if (choice.Action == CutoverAction.Fix && string.IsNullOrWhiteSpace(choice.Expression))
            {
                Add(choice.Column, $"The choice to fix {choice.Rule} needs an expression.");
            }

            if (choice is { Action: CutoverAction.Fix, Rule: CutoverRule.DuplicateKey or CutoverRule.BrokenReference, Column: null })
            {
                Add(null, $"The choice to fix {choice.Rule} needs the column that gets the value.");
            }

            if (choice.Column is { } chosen && !target.Columns.Any(t => t.Name == chosen))
            {
                Add(
                    chosen,
                    $"The choice for {choice.Rule} names the column '{chosen}', which the new table '{target.Name}' does not have.");
            }
        }
    }

    public void CheckKey(IReadOnlyList<ColumnMapping> columns)
    {
        if (target.Key.Count == 0)
        {
            Add(null, $"The new table '{target.Name}' has no primary key, by which rows are found again. Give it one.");
        }

        foreach (var key in target.Key.Where(k => !columns.Any(c => c.Target.Name == k) && !problems.Has(table, k)))
        {
            Add(key, $"Nothing fills the new key's column '{key}'. Name a source column or an expression for it.");
        }

        if (target.Name == CutoverMapping.WorkspaceTarget
            && columns.FirstOrDefault(c => target.Key.Contains(c.Target.Name)) is { } id
            && !source.Keys.Any(name => id.Raw == resolver.Raw(name)))
        {
            Add(
                id.Target.Name,
                "A workspace's id has to come from a source column, which the other tables' workspace columns name. Where those are no "
                + "GUIDs, add columns that are to the source tables first.");
        }
    }

    public void CheckLeftOver(IReadOnlyList<ColumnMapping> columns)
    {
        var expressions = string.Join(' ', table.Columns.Values.Select(c => $"{c.Expression} {c.Default}"));
        var withoutLiterals = Literal().Replace(expressions, "");
        foreach (var column in source.Keys.Where(IsLeftOver))
        {
            Add(
                column, $"The source column '{column}' goes nowhere in '{target.Name}'. Map it to a new column, or drop it by name.");
        }

        bool IsLeftOver(string column)
            => !ColumnResolver.AreSame(column, table.WorkspaceColumn)
                && !ColumnResolver.IsDropped(table, column)
                && !columns.Any(c => c.Raw == resolver.Raw(column))
                && !IsNamed(column);

        bool IsNamed(string column)
            => Regex.IsMatch(
                withoutLiterals, $@"(?<!\w){Regex.Escape(column)}(?!\w)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    }

    private string WhyItNeverApplies
        => target.IsMaster
            ? $"'{target.Name}' is one of the master's tables, whose rows belong to no workspace column: where one names a workspace "
                + $"that is not there, the rule is {CutoverRule.BrokenReference}, where it names none, {CutoverRule.NullValue}."
            : "It is about the source's workspace column: leave the choice's column out.";

    private void Add(string? column, string message) => problems.Add(table, column, message);

    [GeneratedRegex("'[^']*'")]
    private static partial Regex Literal();
}
