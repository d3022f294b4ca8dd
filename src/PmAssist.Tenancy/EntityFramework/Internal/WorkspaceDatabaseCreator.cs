using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Wraps the provider's creator on a workspace context. Creating or deleting "the database" there would skip
/// migrations or drop every workspace's data, so both are refused.
/// </summary>
internal sealed class WorkspaceDatabaseCreator(IRelationalDatabaseCreator inner, WorkspaceBinding binding)
    : BoundDatabaseCreator(inner, script => binding.Schema is null ? script : binding.Bind(script))
{
    public override bool EnsureDeleted() => throw Refuse(nameof(EnsureDeleted), "IWorkspaceService.DeleteAsync to delete one workspace");

    public override Task<bool> EnsureDeletedAsync(CancellationToken cancellationToken = default)
        => throw Refuse(nameof(EnsureDeletedAsync), "IWorkspaceService.DeleteAsync to delete one workspace");

    public override bool EnsureCreated() => throw Refuse(nameof(EnsureCreated), "IWorkspaceService.CreateAsync, which runs the migrations");

    public override Task<bool> EnsureCreatedAsync(CancellationToken cancellationToken = default)
        => throw Refuse(nameof(EnsureCreatedAsync), "IWorkspaceService.CreateAsync, which runs the migrations");

    public override void Create() => throw Refuse(nameof(Create), "IWorkspaceService.CreateAsync");

    public override Task CreateAsync(CancellationToken cancellationToken = default)
        => throw Refuse(nameof(CreateAsync), "IWorkspaceService.CreateAsync");

    public override void Delete() => throw Refuse(nameof(Delete), "IWorkspaceService.DeleteAsync");

    public override Task DeleteAsync(CancellationToken cancellationToken = default)
        => throw Refuse(nameof(DeleteAsync), "IWorkspaceService.DeleteAsync");

    public override void CreateTables() => throw Refuse(nameof(CreateTables), "IWorkspaceMigrator");

    public override Task CreateTablesAsync(CancellationToken cancellationToken = default)
        => throw Refuse(nameof(CreateTablesAsync), "IWorkspaceMigrator");

    /// <summary>Without a workspace the answer would be about whatever database the connection string names.</summary>
    public override bool CanConnect()
    {
        binding.ThrowIfUnbound();
        return base.CanConnect();
    }

    public override Task<bool> CanConnectAsync(CancellationToken cancellationToken = default)
    {
        binding.ThrowIfUnbound();
        return base.CanConnectAsync(cancellationToken);
    }

    private static InvalidOperationException Refuse(string verb, string instead)
        => new($"{verb} works on a whole database, which holds every workspace; it is refused on a workspace context. Use {instead}.");
}
