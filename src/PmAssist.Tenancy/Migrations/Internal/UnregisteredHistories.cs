using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Finds the history tables that contexts left which are registered no longer, by the names that the library gives such tables.
/// </summary>
internal sealed class UnregisteredHistories(
    TenancyContexts contexts, MasterStore master, SchemaSessions sessions, TenancyProvider provider)
{
    /// <summary>The first context's, whose name the others' begin with.</summary>
    private string Prefix => $"{contexts.Workspace[0].HistoryTable}_";

    /// <param name="workspaces">Workspaces whose schemas are there; few enough for one query.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public async Task<IEnumerable<(Guid WorkspaceId, string Table)>> FindAsync(
        IReadOnlyList<Workspace> workspaces, CancellationToken cancellationToken)
    {
        var found = provider.MasterSharesDatabase
            ? await master.ReadAsync((context, token) => ReadAllAsync(context, workspaces, token), cancellationToken).ConfigureAwait(false)
            : await ReadEachAsync(workspaces, cancellationToken).ConfigureAwait(false);
        var registered = FindRegistered();
        return found.Where(f => f.Table.StartsWith(Prefix, StringComparison.Ordinal) && !registered.Contains(f.Table));
    }

    /// <summary>
    /// The first context's history has a name without that of the context. Where it was not the first before, it would read and write the
    /// history of another.
    /// </summary>
    /// <exception cref="WorkspaceMigrationException">The workspace was made with another context as the first one.</exception>
    public async Task RefuseOtherOrderAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        var first = contexts.Workspace[0];
        var own = Prefix + first.ContextType.Name;
        if ((await FindAsync([workspace], cancellationToken).ConfigureAwait(false)).Any(found => found.Table == own))
        {
            throw new WorkspaceMigrationException(
                $"The schema of the workspace '{workspace.Slug}' ({workspace.Id}) has a migrations history of {first.ContextType.Name}, "
                + $"'{own}', from when it was not the first context; as the first one it would use another's, '{first.HistoryTable}'. "
                + "Register the contexts in the order in which the schema was made, or, where the first one is no longer registered, give "
                + $"{first.ContextType.Name} its history by ConfigureContext: MigrationsHistoryTable(\"{own}\"). Nothing was changed.")
            { IsRefusal = true };
        }
    }

    private async Task<List<(Guid WorkspaceId, string Table)>> ReadAllAsync(
        MasterDbContext context, IReadOnlyList<Workspace> workspaces, CancellationToken cancellationToken)
    {
        var helper = context.GetService<ISqlGenerationHelper>();
        var schemas = string.Join(", ", workspaces.Select(w => $"'{w.Schema}'"));
        var (schema, name) = (helper.DelimitIdentifier(nameof(SchemaTable.Schema)), helper.DelimitIdentifier(nameof(SchemaTable.Name)));
        var sql = $"SELECT schema_name AS {schema}, table_name AS {name} FROM ({provider.Catalogue.Tables}) AS t "
            + $"WHERE schema_name IN ({schemas}) AND table_name LIKE {{0}}";
        var tables = await context.Database.SqlQueryRaw<SchemaTable>(sql, Prefix + "%").ToListAsync(cancellationToken)
            .ConfigureAwait(false);
        var ids = workspaces.ToDictionary(w => w.Schema.Name, w => w.Id);
        return tables.ConvertAll(t => (ids[t.Schema], t.Name));
    }

    private async Task<List<(Guid WorkspaceId, string Table)>> ReadEachAsync(
        IReadOnlyList<Workspace> workspaces, CancellationToken cancellationToken)
    {
        var found = new List<(Guid WorkspaceId, string Table)>();
        foreach (var workspace in workspaces)
        {
            try
            {
                var tables = await sessions.ReadAsync(
                    contexts.Workspace[0],
                    workspace.Schema,
                    (context, token) =>
                    {
                        var value = context.GetService<ISqlGenerationHelper>().DelimitIdentifier("Value");
                        var sql = $"SELECT table_name AS {value} FROM ({provider.Catalogue.Tables}) AS t WHERE table_name LIKE {{0}}";
                        return context.Database.SqlQueryRaw<string>(sql, Prefix + "%").ToListAsync(token);
                    },
                    cancellationToken).ConfigureAwait(false);
                found.AddRange(tables.Select(table => (workspace.Id, table)));
            }
            catch (WorkspaceNotFoundException)
            {
                // Purged meanwhile: it has none.
            }
        }

        return found;
    }

    /// <summary>As an engine has them that shortens long names.</summary>
    private HashSet<string> FindRegistered()
    {
        using var context = contexts.Workspace[0].CreateUnbound();
        var longest = context.Model.GetMaxIdentifierLength();
        return [.. contexts.Workspace.Select(c => c.HistoryTable.Length > longest ? c.HistoryTable[..longest] : c.HistoryTable)];
    }

    private sealed record SchemaTable(string Schema, string Name);
}
