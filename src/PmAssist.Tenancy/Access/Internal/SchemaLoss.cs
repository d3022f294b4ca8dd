using System.Data.Common;
using System.Transactions;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Looks whether a workspace's schema is gone when the engine says that something is not there. Only then the database is asked.
/// </summary>
internal sealed class SchemaLoss(MasterStore master, TenancyProvider provider) : ISchemaLoss
{
    public async Task<Exception?> ExplainAsync(WorkspaceSchema schema, DbException error)
    {
        if (!provider.Catalogue.CanBeMissing(error))
        {
            return null;
        }

        try
        {
            // The caller's transaction may have failed, and the question is not a part of it.
            using var apart = new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);
            var schemas = await master.ReadAsync(provider.GetSchemasAsync, CancellationToken.None).ConfigureAwait(false);
            return schemas.Contains(schema)
                ? null
                : await master.FindAsync(schema.WorkspaceId, CancellationToken.None).ConfigureAwait(false) switch
                {
                    { Status: WorkspaceStatus.Deleted } deleted => WorkspaceNotFoundException.Deleted(deleted.Id),
                    { Status: WorkspaceStatus.Deleting } row => WorkspaceUnavailableException.ForStatus(row.Id, row.Slug, row.Status),
                    { IsProvisioned: true } row => WorkspaceUnavailableException.ForLost(row.Id, row.Slug, row.Status, error),

                    // It is being made, in a transaction that others do not see.
                    _ => null,
                };
        }
        catch (Exception)
        {
            // The first error is the one to tell.
            return null;
        }
    }
}
