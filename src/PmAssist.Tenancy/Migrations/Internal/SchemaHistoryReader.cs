using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Internal;

/// <summary>Reads a schema's own history, without its lock.</summary>
internal sealed class SchemaHistoryReader(ITenancyContexts contexts, TenancyProvider provider)
{
    public async Task<IReadOnlyList<string>> ReadAsync(WorkspaceSchema schema, CancellationToken cancellationToken)
    {
        var context = contexts.CreateForSchemaChange(schema);
        await using var _ = context.ConfigureAwait(false);
        provider.Bind(context, schema);
        return [.. await context.Database.GetAppliedMigrationsAsync(cancellationToken).ConfigureAwait(false)];
    }
}
