using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Internal;

/// <summary>Reads what really is in schemas, on the login for schema changes: others may not be shown all of it.</summary>
internal sealed class SchemaReader(SchemaSessions sessions, TenancyContexts contexts, TenancyProvider provider)
{
    private const int ObjectColumns = 7;

    /// <summary>Reads all objects of schemas, without a lock: one command for all, or one file after the other.</summary>
    /// <returns>Schemas that are not there have no entry.</returns>
    public Task<Dictionary<WorkspaceSchema, SchemaContents>> ReadAsync(
        IReadOnlyCollection<WorkspaceSchema> schemas, CancellationToken cancellationToken)
        => InEachPlaceAsync(schemas, ReadAsync, cancellationToken);

    /// <summary>Reads how large schemas are, and when they were made.</summary>
    public Task<Dictionary<WorkspaceSchema, (long Bytes, DateTime? CreatedUtc)>> MeasureAsync(
        IReadOnlyCollection<WorkspaceSchema> schemas, CancellationToken cancellationToken)
        => InEachPlaceAsync(schemas, MeasureAsync, cancellationToken);

    /// <summary>The same on a session, in its transaction.</summary>
    public async Task<SchemaContents> ReadAsync(SchemaSession session, WorkspaceSchema schema, CancellationToken cancellationToken)
        => (await ReadAsync(session.CreateCommand, [schema], cancellationToken).ConfigureAwait(false)).GetValueOrDefault(schema)
            ?? new SchemaContents();

    private async Task<Dictionary<WorkspaceSchema, T>> InEachPlaceAsync<T>(
        IReadOnlyCollection<WorkspaceSchema> schemas,
        Func<Func<string, DbCommand>, IReadOnlyCollection<WorkspaceSchema>, CancellationToken, Task<Dictionary<WorkspaceSchema, T>>> read,
        CancellationToken cancellationToken)
    {
        if (provider.MasterSharesDatabase)
        {
            return await sessions.ReadAsOwnerAsync((context, token) => read(CommandsOn(context), schemas, token), cancellationToken)
                .ConfigureAwait(false);
        }

        var all = new Dictionary<WorkspaceSchema, T>();
        foreach (var schema in schemas)
        {
            try
            {
                var one = await sessions.ReadAsync(
                    contexts.Workspace[0],
                    schema,
                    async (context, token) =>
                    {
                        await context.Database.OpenConnectionAsync(token).ConfigureAwait(false);
                        return await read(CommandsOn(context), [schema], token).ConfigureAwait(false);
                    },
                    cancellationToken).ConfigureAwait(false);
                all[schema] = one[schema];
            }
            catch (WorkspaceNotFoundException)
            {
                // Gone since it was listed, as in a query that reads all of them.
            }
        }

        return all;
    }

    private async Task<Dictionary<WorkspaceSchema, SchemaContents>> ReadAsync(
        Func<string, DbCommand> create, IReadOnlyCollection<WorkspaceSchema> schemas, CancellationToken cancellationToken)
    {
        var read = new Dictionary<WorkspaceSchema, SchemaContents>();
        var last = (Name: "", Schema: default(WorkspaceSchema), Contents: new SchemaContents());
        var command = create(provider.Catalogue.Objects(schemas));
        await using var _ = command.ConfigureAwait(false);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        do
        {
            while (reader.FieldCount == ObjectColumns && await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                if (reader.GetString(0) is var name && name != last.Name)
                {
                    var schema = SchemaOf(name, schemas);
                    last = (name, schema, read.TryGetValue(schema, out var contents) ? contents : read[schema] = new SchemaContents());
                }

                foreach (var part in provider.Catalogue.Parts(ObjectAt(reader, last.Schema.Name)))
                {
                    last.Contents.Add(part);
                }
            }
        }
        while (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false));

        return read;
    }

    private async Task<Dictionary<WorkspaceSchema, (long Bytes, DateTime? CreatedUtc)>> MeasureAsync(
        Func<string, DbCommand> create, IReadOnlyCollection<WorkspaceSchema> schemas, CancellationToken cancellationToken)
    {
        var command = create(provider.Catalogue.Sizes(schemas));
        await using var _ = command.ConfigureAwait(false);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        var sizes = new Dictionary<WorkspaceSchema, (long Bytes, DateTime? CreatedUtc)>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var schema = SchemaOf(reader.GetString(0), schemas);
            sizes[schema] = (
                Convert.ToInt64(reader.GetValue(1), CultureInfo.InvariantCulture),
                reader.IsDBNull(2)
                    ? provider.Catalogue.CreatedUtc(schema)
                    : DateTime.SpecifyKind(reader.GetDateTime(2), DateTimeKind.Utc));
        }

        return sizes;
    }

    /// <summary>Where a workspace is a database of its own, the name in a row does not matter.</summary>
    private static WorkspaceSchema SchemaOf(string name, IReadOnlyCollection<WorkspaceSchema> schemas)
        => WorkspaceSchema.TryParse(name, out var schema) ? schema : schemas.Single();

    private static SchemaObject ObjectAt(DbDataReader reader, string schema)
    {
        var kind = (SchemaObjectKind)reader.GetInt32(1);
        var definition = Neutral(4).Trim();
        return new SchemaObject(
            kind,
            Neutral(2),
            Neutral(3),
            kind is SchemaObjectKind.Trigger or SchemaObjectKind.View or SchemaObjectKind.Routine
                ? definition.ReplaceLineEndings("\n")
                : definition,
            TextAt(5),
            TextAt(6));

        string Neutral(int column) => TextAt(column)?.Replace(schema, WorkspaceSchema.TemplateName, StringComparison.Ordinal) ?? "";

        // Of what is dropped while it is read, an engine may print nothing.
        string? TextAt(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
    }

    private static Func<string, DbCommand> CommandsOn(DbContext context)
        => sql =>
        {
            var command = context.Database.GetDbConnection().CreateCommand();
            command.CommandText = sql;
            command.CommandTimeout = context.Database.GetCommandTimeout() ?? command.CommandTimeout;
            return command;
        };
}
