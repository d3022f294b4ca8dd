namespace PmAssist.Tenancy.Internal;

internal sealed class WorkspaceCatalogue(ITenancyContexts contexts, MasterStore master, CatalogueCache cache, TenancyOptions options)
    : ICatalogue
{
    public Task<T> ReadAsync<T>(Func<MasterDbContext, CancellationToken, Task<T>> query, CancellationToken cancellationToken)
        => master.ReadAsync(query, cancellationToken);

    public Task<Workspace> GetAsync(Guid workspaceId, CancellationToken cancellationToken)
        => master.GetAsync(workspaceId, cancellationToken);

    public SchemaStatement Insert(Workspace workspace, IReadOnlyDictionary<string, object?> values)
    {
        using var context = contexts.CreateMaster();
        var entry = context.Entry(workspace);
        entry.CurrentValues.SetValues(values.ToDictionary());
        return new CatalogueText(context, options.MasterSchema).Insert(entry);
    }

    public SchemaStatement Update(Guid workspaceId, IReadOnlyDictionary<string, object?> values)
    {
        using var context = contexts.CreateMaster();
        return new CatalogueText(context, options.MasterSchema).Update(new WorkspaceChange(workspaceId, values), master.UtcNow);
    }

    public void Forget(Guid workspaceId) => cache.Forget(workspaceId);

    public Task WriteAuditAsync(NewAuditEntry entry, CancellationToken cancellationToken)
        => master.WriteAsync((_, _) => Task.FromResult((true, (NewAuditEntry?)entry)), cancellationToken);
}
