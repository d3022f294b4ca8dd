using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Internal;

/// <summary>Says what a repair of an object would do, in a sentence and in SQL that all engines understand.</summary>
internal sealed class FindingText(WorkspaceSchema schema, ISqlGenerationHelper sql)
{
    /// <summary>What an object should be, or is.</summary>
    public static string Of(SchemaObject item) => item.State is { } state ? $"{item.Definition} ({state})" : item.Definition;

    /// <summary>How to make an object; null where the engine's own words are needed.</summary>
    /// <param name="item">The object, as it should be.</param>
    /// <param name="parts">All objects of the schema, those of a table among them.</param>
    public string? Make(SchemaObject item, IEnumerable<SchemaObject> parts)
        => item.Kind switch
        {
            SchemaObjectKind.Table => MakeTable(item, [.. parts.Where(p => p.Parent == item.Name)]),
            SchemaObjectKind.Column => $"ALTER TABLE {Named(item.Parent)} ADD {PartOf(item)}",
            SchemaObjectKind.PrimaryKey or SchemaObjectKind.Unique or SchemaObjectKind.ForeignKey or SchemaObjectKind.Check
                => $"ALTER TABLE {Named(item.Parent)} ADD {PartOf(item)}",
            SchemaObjectKind.Index or SchemaObjectKind.Sequence or SchemaObjectKind.Trigger or SchemaObjectKind.View
                or SchemaObjectKind.Routine => Bound(item.Definition),
            SchemaObjectKind.Grant => null,
            _ => item.Definition.StartsWith("CREATE ", StringComparison.Ordinal) ? Bound(item.Definition) : null,
        };

    /// <summary>How to drop an object; null where the engine's own words are needed.</summary>
    public string? Drop(SchemaObject item)
        => item.Kind switch
        {
            SchemaObjectKind.Table => $"DROP TABLE {Named(item.Name)}",
            SchemaObjectKind.View => $"DROP VIEW {Named(item.Name)}",
            SchemaObjectKind.Sequence => $"DROP SEQUENCE {Named(item.Name)}",
            SchemaObjectKind.Column => $"ALTER TABLE {Named(item.Parent)} DROP COLUMN {sql.DelimitIdentifier(item.Name)}",
            SchemaObjectKind.PrimaryKey or SchemaObjectKind.Unique or SchemaObjectKind.ForeignKey or SchemaObjectKind.Check
                => $"ALTER TABLE {Named(item.Parent)} DROP CONSTRAINT {sql.DelimitIdentifier(item.Name)}",
            _ => null,
        };

    private string MakeTable(SchemaObject table, List<SchemaObject> parts)
    {
        bool IsInside(SchemaObject part) => part.Kind is >= SchemaObjectKind.Column and <= SchemaObjectKind.Check;
        var inside = string.Join(",\n    ", parts.Where(IsInside).OrderBy(p => p.Kind).Select(PartOf));
        var beside = parts.Where(p => !IsInside(p)).Select(p => Make(p, [])).OfType<string>();
        return string.Join(";\n", beside.Prepend($"CREATE TABLE {Named(table.Name)} (\n    {inside})"));
    }

    private string PartOf(SchemaObject part)
        => part.Kind == SchemaObjectKind.Column ? $"{sql.DelimitIdentifier(part.Name)} {Bound(part.Definition)}"
            : part.Name.StartsWith('(') ? Bound(part.Definition)
            : $"CONSTRAINT {sql.DelimitIdentifier(part.Name)} {Bound(part.Definition)}";

    private string Named(string name) => sql.DelimitIdentifier(name, schema.Name);

    private string Bound(string text) => text.Replace(WorkspaceSchema.TemplateName, schema.Name, StringComparison.Ordinal);
}
