using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Internal;

/// <summary>Reads a schema's own history, without its lock.</summary>
internal sealed class SchemaHistoryReader(SchemaSessions sessions)
{
    public Task<IReadOnlyList<string>> ReadAsync(WorkspaceSchema schema, CancellationToken cancellationToken)
        => sessions.ReadAsync<IReadOnlyList<string>>(
            schema,
            async (context, token) => [.. await context.Database.GetAppliedMigrationsAsync(token).ConfigureAwait(false)],
            cancellationToken);
}
