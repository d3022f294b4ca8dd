using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Internal;

/// <summary>Compares what a schema has with what it should have, object by object.</summary>
internal sealed class SchemaComparison(ISqlGenerationHelper sql, IReadOnlySet<string> historyTables)
{
    /// <param name="workspace">Whose schema it is.</param>
    /// <param name="expected">What the schema should have.</param>
    /// <param name="actual">What it has.</param>
    /// <returns>Each difference; of a table that is missing or too much, the table only.</returns>
    public IEnumerable<WorkspaceFinding> Compare(Workspace workspace, SchemaContents expected, SchemaContents actual)
    {
        if (expected.IsSameAs(actual))
        {
            yield break;
        }

        var text = new FindingText(workspace.Schema, sql);
        foreach (var (key, wanted) in expected.Objects)
        {
            if (!actual.Objects.TryGetValue(key, out var found))
            {
                if (!IsPartOfMissing(wanted, actual, expected))
                {
                    yield return Missing(workspace, wanted, text, expected, HasAllColumns(wanted.Parent, expected, actual));
                }
            }
            else if (found.Definition != wanted.Definition)
            {
                yield return Different(workspace, wanted, found, text, expected);
            }
            else if (found.State != wanted.State)
            {
                yield return NotInEffect(workspace, wanted, found);
            }
        }

        foreach (var (key, found) in actual.Objects)
        {
            if (!expected.Objects.ContainsKey(key) && !IsPartOfMissing(found, expected, actual) && !IsHistory(found))
            {
                yield return Unexpected(workspace, found, text);
            }
        }
    }

    /// <summary>Whether what an object is a part of is not in a schema, which is told instead.</summary>
    private static bool IsPartOfMissing(SchemaObject part, SchemaContents from, SchemaContents of)
        => part.Parent.Length > 0 && HasOwner(of, part) && !HasOwner(from, part);

    private static bool HasOwner(SchemaContents contents, SchemaObject part)
        => contents.Objects.ContainsKey((SchemaObjectKind.Table, "", part.Parent))
            || contents.Objects.ContainsKey((SchemaObjectKind.View, "", part.Parent))
            || contents.Objects.ContainsKey((SchemaObjectKind.Routine, "", part.Parent));

    /// <summary>
    /// A context's history table is made with the first migration of any context after it was registered, so that a schema that is behind
    /// may have it or not.
    /// </summary>
    private bool IsHistory(SchemaObject item) => item.Kind == SchemaObjectKind.Table && historyTables.Contains(item.Name);

    private static bool HasAllColumns(string table, SchemaContents expected, SchemaContents actual)
        => expected.Objects.Keys.All(key => key.Kind != SchemaObjectKind.Column || key.Parent != table || actual.Objects.ContainsKey(key));

    private static WorkspaceFinding Missing(
        Workspace workspace, SchemaObject wanted, FindingText text, SchemaContents expected, bool hasAllColumns)
    {
        var isIndex = wanted.Kind == SchemaObjectKind.Index && hasAllColumns;
        var make = text.Make(wanted, expected.Objects.Values);
        return new WorkspaceFinding(
            WorkspaceFindingKind.ObjectMissing,
            workspace.Schema,
            workspace,
            isIndex ? "Makes the index, which keeps writers of the table waiting, and fails where rows break it."
                : make is null ? "Make it as in another workspace."
                : "Read the script, think of the rows that should be there, and run it.")
        {
            Expected = FindingText.Of(wanted),
            Wanted = wanted,
            IsSafe = isIndex,
            Script = make,
        };
    }

    private static WorkspaceFinding Unexpected(Workspace workspace, SchemaObject found, FindingText text)
        => new(
            WorkspaceFindingKind.ObjectUnexpected,
            workspace.Schema,
            workspace,
            "Find out who made it and what for. Drop it, or add it by a migration.")
        {
            Actual = FindingText.Of(found),
            Found = found,
            Script = text.Drop(found),
        };

    private static WorkspaceFinding Different(
        Workspace workspace, SchemaObject wanted, SchemaObject found, FindingText text, SchemaContents expected)
        => new(
            WorkspaceFindingKind.ObjectDifferent,
            workspace.Schema,
            workspace,
            "Find out who changed it and what for. Change it back, or add the change by a migration.")
        {
            Expected = FindingText.Of(wanted),
            Actual = FindingText.Of(found),
            Wanted = wanted,
            Found = found,
            Script = wanted.Kind is SchemaObjectKind.Table or SchemaObjectKind.Column
                || (text.Drop(found), text.Make(wanted, expected.Objects.Values)) is not ({ } drop, { } make)
                    ? null
                    : $"{drop};\n{make}",
        };

    private static WorkspaceFinding NotInEffect(Workspace workspace, SchemaObject wanted, SchemaObject found)
    {
        var mend = wanted.State is null ? found.Mend : null;
        return new WorkspaceFinding(
            WorkspaceFindingKind.ObjectNotInEffect,
            workspace.Schema,
            workspace,
            mend is null
                ? "Find out who changed that and what for; rows written meanwhile may break it. Change it back."
                : found.Kind == SchemaObjectKind.Schema
                    ? "Runs the script, which keeps users of the workspace waiting."
                    : "Runs the script, which keeps users of the table waiting, and fails where rows break it.")
        {
            Expected = FindingText.Of(wanted),
            Actual = FindingText.Of(found),
            Wanted = wanted,
            Found = found,
            IsSafe = mend is not null,
            Script = mend,
        };
    }
}
