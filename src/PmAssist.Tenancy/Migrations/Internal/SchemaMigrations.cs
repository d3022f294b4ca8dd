namespace PmAssist.Tenancy.Internal;

internal sealed class SchemaMigrations(WorkspaceMigrator migrator) : ISchemaMigrations
{
    public Task MigrateMasterAsync(string? targetMigration, CancellationToken cancellationToken)
        => migrator.MigrateMasterAsync(targetMigration, cancellationToken);

    public Task MigrateWorkspaceAsync(Guid workspaceId, Type contextType, string? targetMigration, CancellationToken cancellationToken)
        => migrator.MigrateAsync(
            workspaceId, MigrationTarget.Exactly(targetMigration) with { ContextType = contextType }, cancellationToken);
}
