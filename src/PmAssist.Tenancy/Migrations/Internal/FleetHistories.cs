using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Internal;

/// <summary>Reads the own histories of many schemas, of all contexts, in few queries.</summary>
internal sealed class FleetHistories(
    TenancyContexts contexts, MasterStore master, MigrationSet migrations, SchemaHistoryReader histories, TenancyProvider provider)
{
    // A query locks each table it names; PostgreSQL's lock table has room for 64 per connection by default, shared by all.
    public const int SchemasPerQuery = 200;

    /// <summary>One query for all where they lie in one database; one by one elsewhere, and where a history is missing.</summary>
    public async Task<ILookup<WorkspaceSchema, string>> ReadAsync(
        IReadOnlyCollection<Workspace> workspaces, CancellationToken cancellationToken)
    {
        if (provider.MasterSharesDatabase)
        {
            try
            {
                return await master.ReadAsync((context, token) => ReadUnionAsync(context, workspaces, token), cancellationToken)
                    .ConfigureAwait(false);
            }
            catch (DbException)
            {
                // One schema without its history fails the query for all; the way below tells which.
            }
        }

        var rows = new List<(WorkspaceSchema Schema, string MigrationId)>();
        foreach (var workspace in workspaces)
        {
            try
            {
                var ids = await histories.ReadAsync(workspace.Schema, cancellationToken).ConfigureAwait(false);
                rows.AddRange(ids.Select(id => (workspace.Schema, id)));
            }
            catch (WorkspaceNotFoundException)
            {
                // Purged meanwhile: it has none, and its row is another one by now.
            }
        }

        return rows.ToLookup(r => r.Schema, r => r.MigrationId);
    }

    private async Task<ILookup<WorkspaceSchema, string>> ReadUnionAsync(
        MasterDbContext context, IReadOnlyCollection<Workspace> workspaces, CancellationToken cancellationToken)
    {
        var helper = context.GetService<ISqlGenerationHelper>();
        var schema = helper.DelimitIdentifier(nameof(HistoryEntry.Schema));
        var migration = helper.DelimitIdentifier(nameof(HistoryEntry.MigrationId));
        var sql = string.Join(
            "\nUNION ALL ",
            from workspace in workspaces
            from of in migrations.Scripts.Contexts
            let table = helper.DelimitIdentifier(contexts.Of(of.ContextType).HistoryTable, workspace.Schema.Name)
            let id = of.Qualifier.Length == 0 ? migration : $"CONCAT('{of.Qualifier}', {migration}) AS {migration}"
            select $"SELECT '{workspace.Schema}' AS {schema}, {id} FROM {table}");

        var entries = await context.Database.SqlQueryRaw<HistoryEntry>(sql).ToListAsync(cancellationToken).ConfigureAwait(false);
        return entries.ToLookup(e => WorkspaceSchema.TryParse(e.Schema, out var parsed) ? parsed : default, e => e.MigrationId);
    }

    private sealed record HistoryEntry(string Schema, string MigrationId);
}
