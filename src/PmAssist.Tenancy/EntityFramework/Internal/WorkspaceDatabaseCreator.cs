using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Stands before the provider's creator on a workspace context. Creating or deleting "the database" there would skip
/// migrations or drop every workspace's data, so both are refused.
/// </summary>
internal sealed class WorkspaceDatabaseCreator(IRelationalDatabaseCreator inner) : IRelationalDatabaseCreator
{
    public bool EnsureDeleted() => throw Refuse(nameof(EnsureDeleted), "IWorkspaceService.DeleteAsync to delete one workspace");

    public Task<bool> EnsureDeletedAsync(CancellationToken cancellationToken = default)
        => throw Refuse(nameof(EnsureDeletedAsync), "IWorkspaceService.DeleteAsync to delete one workspace");

    public bool EnsureCreated() => throw Refuse(nameof(EnsureCreated), "IWorkspaceService.CreateAsync, which runs the migrations");

    public Task<bool> EnsureCreatedAsync(CancellationToken cancellationToken = default)
        => throw Refuse(nameof(EnsureCreatedAsync), "IWorkspaceService.CreateAsync, which runs the migrations");

    public void Create() => throw Refuse(nameof(Create), "IWorkspaceService.CreateAsync");

    public Task CreateAsync(CancellationToken cancellationToken = default)
        => throw Refuse(nameof(CreateAsync), "IWorkspaceService.CreateAsync");

    public void Delete() => throw Refuse(nameof(Delete), "IWorkspaceService.DeleteAsync");

    public Task DeleteAsync(CancellationToken cancellationToken = default)
        => throw Refuse(nameof(DeleteAsync), "IWorkspaceService.DeleteAsync");

    public void CreateTables() => throw Refuse(nameof(CreateTables), "IWorkspaceMigrator");

    public Task CreateTablesAsync(CancellationToken cancellationToken = default)
        => throw Refuse(nameof(CreateTablesAsync), "IWorkspaceMigrator");

    public bool Exists() => inner.Exists();

    public Task<bool> ExistsAsync(CancellationToken cancellationToken = default) => inner.ExistsAsync(cancellationToken);

    public bool HasTables() => inner.HasTables();

    public Task<bool> HasTablesAsync(CancellationToken cancellationToken = default) => inner.HasTablesAsync(cancellationToken);

    public string GenerateCreateScript() => inner.GenerateCreateScript();

    public bool CanConnect() => inner.CanConnect();

    public Task<bool> CanConnectAsync(CancellationToken cancellationToken = default) => inner.CanConnectAsync(cancellationToken);

    private static InvalidOperationException Refuse(string verb, string instead)
        => new($"{verb} works on a whole database, which holds every workspace; it is refused on a workspace context. Use {instead}.");
}
