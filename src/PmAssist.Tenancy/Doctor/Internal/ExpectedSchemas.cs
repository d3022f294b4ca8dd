using System.Data.Common;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// What schemas should have: for each history that is met, a schema with a random id is made and read, and never kept. It is made in one
/// transaction that is rolled back, on an engine of files in a file that is deleted. Only a migration with a statement outside a
/// transaction forces the schema to be committed; it is dropped right after it was read.
/// </summary>
internal sealed class ExpectedSchemas(
    SchemaSessions sessions, SchemaReader reader, MigrationSet migrations, SchemaHooks hooks, TenancyProvider provider)
{
    /// <summary>What a schema with a history should have.</summary>
    /// <param name="history">The migrations that it has, all known to this build, and none half done.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<(SchemaContents? Contents, string? Problem)> MakeAsync(SchemaHistory history, CancellationToken cancellationToken)
    {
        var applied = history.Applied.ToHashSet(MigrationId.Comparer);
        var steps = migrations.Scripts.Migrations.Where(m => applied.Contains(m.Id)).ToList();
        var isCommitted = provider.MasterSharesDatabase && steps.Exists(m => m.LeavesTransaction);
        var schema = WorkspaceSchema.For(Guid.NewGuid());
        var options = new SchemaSessionOptions(
            mayBeMissing: true,
            spansTransactions: steps.Exists(m => m.LeavesTransaction));
        try
        {
            var contents = await sessions.InWorkspaceAsync(
                schema,
                options,
                (session, token) => MakeAsync(session, schema, steps, token),
                cancellationToken).ConfigureAwait(false);
            return (contents, null);
        }
        catch (Exception exception) when (exception is DbException or TenancyException or InvalidOperationException)
        {
            return (null, $"What its migrations make cannot be told, because making it failed: {DatabaseError.SentenceOf(exception)}");
        }
        finally
        {
            if (isCommitted)
            {
                await DropAsync(schema).ConfigureAwait(false);
            }
        }
    }

    /// <summary>As a workspace is provisioned, without its rows: seeding makes none.</summary>
    private async Task<SchemaContents> MakeAsync(
        SchemaSession session, WorkspaceSchema schema, IReadOnlyList<RenderedMigration> steps, CancellationToken cancellationToken)
    {
        var work = SchemaWork.On(session, schema);
        await SchemaUpdater.CreateSchemaAsync(work, migrations.Scripts, cancellationToken).ConfigureAwait(false);
        if (hooks.SchemaCreated is { } schemaCreated)
        {
            await schemaCreated(session.Context, cancellationToken).ConfigureAwait(false);
        }

        work.Add(migrations.Scripts.Contexts.Select(c => work.Bind(c.CreateHistory)));
        foreach (var migration in steps)
        {
            work.Add(migration.StepsFrom(noted: null, stale: []).Select(s => s with { Statement = work.Bind(s.Statement) }));
        }

        await work.FlushAsync(cancellationToken).ConfigureAwait(false);
        return await reader.ReadAsync(session, schema, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Also after a failure or a cancellation; what is left after a kill is a schema that no row owns.</summary>
    private Task<bool> DropAsync(WorkspaceSchema schema)
        => sessions.InWorkspaceAsync(
            schema,
            new SchemaSessionOptions(mayBeMissing: true, mayDrop: true),
            async (session, token) =>
            {
                await session.DropAsync(withDependents: true, token).ConfigureAwait(false);
                await session.CompleteAsync([], token).ConfigureAwait(false);
                return true;
            },
            CancellationToken.None);
}
