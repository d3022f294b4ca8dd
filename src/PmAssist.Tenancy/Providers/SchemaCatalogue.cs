using System.Data.Common;

namespace PmAssist.Tenancy.Providers;

/// <summary>How an engine's own catalogue is asked what really is in schemas. No query has a parameter.</summary>
/// <param name="tables">A query of every table of a database, which can be a subquery: <c>schema_name</c>, <c>table_name</c>.</param>
/// <param name="objects">
/// Makes the query of all objects of some schemas, of many at once: the schema's name, the kind as a number, and the parent, name,
/// definition, state and mending statement of a <see cref="SchemaObject"/>. Of each schema that is there it has a row of the kind
/// <see cref="SchemaObjectKind.Schema"/>. The text may have several such results; others are passed over. Where a workspace is a database
/// of its own, it is asked in each one, and the schema's name does not matter.
/// </param>
/// <param name="sizes">
/// Makes the query of the size of some schemas: the schema's name, the bytes, and when it was made, in UTC, or null where the engine does
/// not know.
/// </param>
public sealed class SchemaCatalogue(
    string tables,
    Func<IReadOnlyCollection<WorkspaceSchema>, string> objects,
    Func<IReadOnlyCollection<WorkspaceSchema>, string> sizes)
{
    /// <summary>A query of every table of a database.</summary>
    public string Tables => tables;

    /// <summary>Makes the query of all objects of some schemas.</summary>
    public Func<IReadOnlyCollection<WorkspaceSchema>, string> Objects => objects;

    /// <summary>Makes the query of the size of some schemas.</summary>
    public Func<IReadOnlyCollection<WorkspaceSchema>, string> Sizes => sizes;

    /// <summary>
    /// Takes an object apart that the engine's catalogue only has as one text, as SQLite's has a table. Default: it stays as it is.
    /// </summary>
    public Func<SchemaObject, IEnumerable<SchemaObject>> Parts { get; init; } = item => [item];

    /// <summary>Says when a schema was made, in UTC, where no query can; null if it is not known. Default: null for each.</summary>
    public Func<WorkspaceSchema, DateTime?> CreatedUtc { get; init; } = _ => null;

    /// <summary>
    /// Whether an error can come from a schema, or a table, that is not there. Asked before anything is looked up, and for each error of a
    /// command, so that it is cheap. Default: never.
    /// </summary>
    public Func<DbException, bool> CanBeMissing { get; init; } = _ => false;

    /// <summary>
    /// Whether an error says that the engine itself is busy with the schema, as a cluster that moves it, so that the same work succeeds
    /// later. It is repeated then, for as long as the caller would wait for the lock. Default: never.
    /// </summary>
    public Func<DbException, bool> IsBusy { get; init; } = _ => false;
}
