using PmAssist.Tenancy.Internal;

namespace PmAssist.Tenancy;

/// <summary>Something that an examination found. Immutable.</summary>
public sealed class WorkspaceFinding
{
    internal WorkspaceFinding(WorkspaceFindingKind kind, WorkspaceSchema schema, Workspace? workspace, string repair)
        => (Kind, Schema, Workspace, Repair) = (kind, schema, workspace, repair);

    /// <summary>What is wrong.</summary>
    public WorkspaceFindingKind Kind { get; }

    /// <summary>The schema, which may be missing; the template's where it is about no workspace.</summary>
    public WorkspaceSchema Schema { get; }

    /// <summary>The workspace; null for a schema that no row owns.</summary>
    public Guid? WorkspaceId => Workspace?.Id;

    /// <summary>The workspace's slug; null for a schema that no row owns.</summary>
    public string? Slug => Workspace?.Slug;

    /// <summary>What the object is; <see cref="SchemaObjectKind.Schema"/> where it is about the schema or the row as a whole.</summary>
    public SchemaObjectKind ObjectKind => (Wanted ?? Found)?.Kind ?? SchemaObjectKind.Schema;

    /// <summary>
    /// The object's name, of a part of a table <c>table.name</c>; the schema's where it is about the schema or the row as a whole.
    /// </summary>
    public string ObjectName
        => (Wanted ?? Found) is { Name.Length: > 0 } item ? (item.Parent.Length > 0 ? $"{item.Parent}." : "") + item.Name : Schema.Name;

    /// <summary>
    /// What should be there, in the engine's words, with <see cref="WorkspaceSchema.TemplateName"/> for the schema; null for nothing.
    /// </summary>
    public string? Expected { get; internal init; }

    /// <summary>What is there, in the same way; null for nothing.</summary>
    public string? Actual { get; internal init; }

    /// <summary>What a repair would do, as a sentence, or what to do instead.</summary>
    public string Repair { get; }

    /// <summary>
    /// Whether <see cref="IWorkspaceDoctor.RepairAsync"/> does it: nothing is lost, and nothing but this finding changes.
    /// </summary>
    public bool IsSafe { get; internal init; }

    /// <summary>SQL that would repair it, to be read before it is run; null where there is none.</summary>
    public string? Script { get; internal init; }

    /// <summary>When the schema was made, in UTC, of a schema that no row owns; null where the engine does not know.</summary>
    public DateTime? CreatedUtc { get; internal init; }

    /// <summary>How large it is in bytes, of a schema that no row owns; null for others.</summary>
    public long? Bytes { get; internal init; }

    internal Workspace? Workspace { get; }

    internal SchemaObject? Wanted { get; init; }

    internal SchemaObject? Found { get; init; }

    /// <summary>
    /// Makes a finding of an <see cref="IDatabaseExaminer"/>, of the kind <see cref="WorkspaceFindingKind.DatabaseWrong"/>.
    /// </summary>
    /// <param name="name">What it is about: a setting, a node, a table.</param>
    /// <param name="actual">What is there.</param>
    /// <param name="repair">What to do, as a sentence.</param>
    /// <param name="script">SQL that would repair it; null for none.</param>
    public static WorkspaceFinding OfDatabase(string name, string actual, string repair, string? script = null)
        => new(WorkspaceFindingKind.DatabaseWrong, default, workspace: null, repair)
        {
            Actual = actual,
            Script = script,
            Found = new SchemaObject(SchemaObjectKind.Other, "", name, actual),
        };

    /// <summary>The finding in one line, for a log.</summary>
    public override string ToString()
        => Kind == WorkspaceFindingKind.DatabaseWrong ? $"{Kind}: {ObjectName}, found: {Actual}"
            : $"{Kind} {Slug ?? Schema.Name}: {TagText.Of(ObjectKind).Replace('_', ' ')} {ObjectName}, "
            + $"expected: {Expected ?? "none"}, found: {Actual ?? "none"}";
}
