namespace PmAssist.Tenancy.Internal;

/// <summary>How a schema is migrated when a host calls EF's own <c>Migrate</c> on a context.</summary>
internal interface ISchemaMigrations
{
    Task MigrateMasterAsync(string? targetMigration, CancellationToken cancellationToken);

    Task MigrateWorkspaceAsync(Guid workspaceId, Type contextType, string? targetMigration, CancellationToken cancellationToken);
}
