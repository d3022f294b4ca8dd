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
/// <param name="parts">
/// Takes an object apart that the engine's catalogue only has as one text, as SQLite's has a table. Default: it stays as it is.
/// </param>
/// <param name="createdUtc">
/// Says when a schema was made, in UTC, where no query can; null if it is not known. Default: null for each.
/// </param>
/// <param name="canBeMissing">
/// Whether an error can come from a schema, or a table, that is not there. Asked before anything is looked up, and for each error of a
/// command, so that it is cheap. Default: never.
/// </param>
/// <param name="isBusy">
/// Whether an error says that the engine itself is busy with the schema, as a cluster that moves it, so that the same work succeeds
/// later. It is repeated then, for as long as the caller would wait for the lock. Default: never.
/// </param>
public sealed class SchemaCatalogue(
    string tables,
    Func<IReadOnlyCollection<WorkspaceSchema>, string> objects,
    Func<IReadOnlyCollection<WorkspaceSchema>, string> sizes,
    Func<SchemaObject, IEnumerable<SchemaObject>>? parts = null,
    Func<WorkspaceSchema, DateTime?>? createdUtc = null,
    Func<DbException, bool>? canBeMissing = null,
    Func<DbException, bool>? isBusy = null)
{
    internal string Tables => tables;

    internal Func<IReadOnlyCollection<WorkspaceSchema>, string> Objects => objects;

    internal Func<IReadOnlyCollection<WorkspaceSchema>, string> Sizes => sizes;

    internal IEnumerable<SchemaObject> Parts(SchemaObject item) => parts is null ? [item] : parts(item);

    internal DateTime? CreatedUtc(WorkspaceSchema schema) => createdUtc?.Invoke(schema);

    internal bool CanBeMissing(DbException error) => canBeMissing?.Invoke(error) ?? false;

    internal bool IsBusy(DbException error) => isBusy?.Invoke(error) ?? false;
}
