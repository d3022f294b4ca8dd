namespace PmAssist.Tenancy.Internal;

internal sealed class SchemaMigrations(IWorkspaceMigrator migrator) : ISchemaMigrations
{
    public Task MigrateMasterAsync(string? targetMigration, CancellationToken cancellationToken)
        => migrator.MigrateMasterAsync(targetMigration, cancellationToken);

    public Task MigrateWorkspaceAsync(Guid workspaceId, Type contextType, string? targetMigration, CancellationToken cancellationToken)
        => migrator.MigrateAsync(workspaceId, targetMigration, cancellationToken);
}
