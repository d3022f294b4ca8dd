using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy;

/// <summary>What lies in a schema, according to the database's catalogue.</summary>
internal sealed class SqlServerSchemaContents
{
    public required IReadOnlyList<SqlServerSchemaObject> Objects { get; init; }

    /// <summary>Tables whose history the server keeps, by object id.</summary>
    public required IReadOnlySet<int> TemporalTables { get; init; }

    /// <summary>Which object cannot be dropped before which: pairs of referencing and referenced object id.</summary>
    public required IReadOnlyList<(int Referencing, int Referenced)> SchemaBoundReferences { get; init; }

    public required IReadOnlyList<string> TableTypes { get; init; }

    public required IReadOnlyList<string> OtherTypes { get; init; }

    public required IReadOnlyList<string> XmlSchemaCollections { get; init; }

    /// <summary>Whether anything in it is memory-optimized, which the server drops only outside a transaction.</summary>
    public required bool HasMemoryOptimized { get; init; }

    /// <summary>Reads the catalogue in several simple queries, each by the schema's id.</summary>
    public static async Task<SqlServerSchemaContents> ReadAsync(
        DbContext context, SchemaAccess access, int schemaId, CancellationToken cancellationToken)
    {
        Task<List<object[]>> Query(FormattableString query)
            => SqlServerCommands.QueryCatalogueAsync(context, FormattableString.Invariant(query), access.LockTimeout, cancellationToken);

        var objectRows = await Query(
            $"SELECT object_id, parent_object_id, name, type FROM sys.objects WHERE schema_id = {schemaId}").ConfigureAwait(false);
        var objects = objectRows.ConvertAll(
            row => new SqlServerSchemaObject(Id(row[0]), Id(row[1]), (string)row[2], ((string)row[3]).TrimEnd()));
        var tables = await Query(
            $"SELECT object_id, temporal_type, is_memory_optimized FROM sys.tables WHERE schema_id = {schemaId}").ConfigureAwait(false);
        var tableTypes = await Query(
            $"SELECT name, is_memory_optimized FROM sys.table_types WHERE schema_id = {schemaId}").ConfigureAwait(false);
        var otherTypes = await Query(
            $"SELECT name FROM sys.types WHERE schema_id = {schemaId} AND is_table_type = 0").ConfigureAwait(false);
        var xmlSchemaCollections = await Query(
            $"SELECT name FROM sys.xml_schema_collections WHERE schema_id = {schemaId}").ConfigureAwait(false);

        // Read only if one object can be bound to another, because this view requires a permission of its own.
        var references = !objects.Exists(SqlServerSchemaDrop.CanBindToOthers)
            ? []
            : await Query(
                $"""
                 SELECT d.referencing_id, d.referenced_id
                 FROM sys.sql_expression_dependencies AS d
                 INNER JOIN sys.objects AS o ON o.object_id = d.referenced_id
                 WHERE o.schema_id = {schemaId} AND d.is_schema_bound_reference = 1
                 """).ConfigureAwait(false);

        return new SqlServerSchemaContents
        {
            Objects = objects,
            TemporalTables = tables.Where(row => Id(row[1]) == 2).Select(row => Id(row[0])).ToHashSet(),
            SchemaBoundReferences = references.ConvertAll(row => (Id(row[0]), Id(row[1]))),
            TableTypes = tableTypes.ConvertAll(row => (string)row[0]),
            OtherTypes = otherTypes.ConvertAll(row => (string)row[0]),
            XmlSchemaCollections = xmlSchemaCollections.ConvertAll(row => (string)row[0]),
            HasMemoryOptimized = tables.Exists(row => IsTrue(row[2])) || tableTypes.Exists(row => IsTrue(row[1])),
        };
    }

    private static int Id(object value) => value is DBNull ? 0 : Convert.ToInt32(value, CultureInfo.InvariantCulture);

    private static bool IsTrue(object value) => value is not DBNull && Convert.ToBoolean(value, CultureInfo.InvariantCulture);
}
