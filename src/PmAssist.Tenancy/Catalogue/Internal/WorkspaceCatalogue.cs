namespace PmAssist.Tenancy.Internal;

/// <summary>The catalogue's public face.</summary>
internal sealed class WorkspaceCatalogue(MasterStore master, CatalogueSql sql, CatalogueCache cache, WorkspaceLifecycle lifecycle)
    : ICatalogue
{
    public Task<T> ReadAsync<T>(Func<MasterDbContext, CancellationToken, Task<T>> query, CancellationToken cancellationToken)
        => master.ReadAsync(query, cancellationToken);

    public Task<Workspace> GetAsync(Guid workspaceId, CancellationToken cancellationToken)
        => master.GetAsync(workspaceId, cancellationToken);

    public SchemaStatement Insert(Workspace workspace, IReadOnlyDictionary<string, object?> values) => sql.Insert(workspace, values);

    public SchemaStatement Update(Guid workspaceId, IReadOnlyDictionary<string, object?> values)
        => sql.Change(new WorkspaceChange(workspaceId, values))[0];

    public Task<bool> SuspendForRestoreAsync(Guid workspaceId, string? actorId, CancellationToken cancellationToken)
        => lifecycle.CloseAsync(workspaceId, actorId, cancellationToken);

    public void Forget(Guid workspaceId) => cache.Forget(workspaceId);

    public Task WriteAuditAsync(NewAuditEntry entry, CancellationToken cancellationToken)
        => master.WriteAsync((_, _) => Task.FromResult((true, (NewAuditEntry?)entry)), cancellationToken);
}
