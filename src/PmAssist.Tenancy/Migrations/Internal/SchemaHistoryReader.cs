using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Internal;

/// <summary>Reads a schema's own history, of all contexts, without its lock.</summary>
internal sealed class SchemaHistoryReader(SchemaSessions sessions, TenancyContexts contexts, MigrationSet migrations)
{
    public async Task<IReadOnlyList<string>> ReadAsync(WorkspaceSchema schema, CancellationToken cancellationToken)
    {
        var ids = new List<string>();
        foreach (var of in migrations.Scripts.Contexts)
        {
            var applied = await sessions.ReadAsync(
                contexts.Of(of.ContextType),
                schema,
                (context, token) => context.Database.GetAppliedMigrationsAsync(token),
                cancellationToken).ConfigureAwait(false);
            ids.AddRange(applied.Select(id => of.Qualifier + id));
        }

        return ids;
    }
}
