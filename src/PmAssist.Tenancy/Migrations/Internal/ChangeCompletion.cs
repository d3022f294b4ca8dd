using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Ends a schema change: writes the workspace's row and the audit entry last, in the schema's own transaction where both lie in
/// one database, else right after the schema is in place.
/// </summary>
internal sealed class ChangeCompletion(MasterStore master, CatalogueSql sql, CatalogueCache cache, TenancyProvider provider)
{
    public async Task CompleteAsync(SchemaWork work, WorkspaceChange change, CancellationToken cancellationToken)
    {
        using var changing = cache.Changing(change.Id);
        if (provider.MasterSharesDatabase)
        {
            work.Add(sql.Change(change));
            await work.CompleteAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        // Not canceled between the two, or the catalogue would not say what the schema has.
        await work.CompleteAsync(cancellationToken).ConfigureAwait(false);
        await master.ReadAsync(
            async (context, token) =>
            {
                var transaction = await context.Database.BeginTransactionAsync(token).ConfigureAwait(false);
                await using var rollback = transaction.ConfigureAwait(false);
                var command = context.Database.GetDbConnection().CreateCommand();
                await using var disposal = command.ConfigureAwait(false);
                command.Transaction = transaction.GetDbTransaction();
                command.CommandText = string.Join(";\n", sql.Change(change).Select(s => s.Text));
                await command.ExecuteNonQueryAsync(token).ConfigureAwait(false);
                await transaction.CommitAsync(token).ConfigureAwait(false);
                return true;
            },
            CancellationToken.None).ConfigureAwait(false);
    }
}
