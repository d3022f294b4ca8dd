using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Sends <c>Database.Migrate()</c> through <see cref="ISchemaMigrations"/>, so that there is one way a schema changes: one
/// plan, one lock per schema, and a catalogue that agrees. Scripts and the check for pending model changes stay EF's.
/// </summary>
internal sealed class TenancyMigrator(IMigrator inner, ICurrentDbContext current) : IMigrator
{
    public void Migrate(string? targetMigration = null)
        => Task.Run(() => MigrateAsync(targetMigration)).GetAwaiter().GetResult();

    public Task MigrateAsync(string? targetMigration = null, CancellationToken cancellationToken = default)
    {
        var context = current.Context;
        if (context.Database.CurrentTransaction is not null)
        {
            throw new WorkspaceMigrationException(
                "A schema is migrated in a transaction of its own, under its lock. Commit or roll back the open transaction first.");
        }

        if (context is MasterDbContext)
        {
            return Registered<ISchemaMigrations>().MigrateMasterAsync(targetMigration, cancellationToken);
        }

        if (context.GetService<WorkspaceBinding>().Schema is not { } schema)
        {
            throw new WorkspaceNotBoundException(
                context.GetType(),
                $"This {context.GetType().Name} has no workspace, so there is nothing to migrate; the template schema never exists. "
                + "Use IWorkspaceMigrator.RunAsync() for all workspaces, or migrate a context that is bound to one.");
        }

        return Registered<ISchemaMigrations>().MigrateWorkspaceAsync(
            schema.WorkspaceId, context.GetType(), targetMigration, cancellationToken);
    }

    public string GenerateScript(
        string? fromMigration = null,
        string? toMigration = null,
        MigrationsSqlGenerationOptions options = MigrationsSqlGenerationOptions.Default)
    {
        var script = inner.GenerateScript(fromMigration, toMigration, options);
        var bound = current.Context is MasterDbContext || current.Context.GetService<WorkspaceBinding>().Schema is not null;
        return bound ? current.Context.GetService<ISchemaBinding>().Bind(script) : script;
    }

    /// <summary>Compares the snapshot with the template's model, even if a bound context has a model of its own.</summary>
    public bool HasPendingModelChanges()
    {
        if (current.Context.GetService<ISchemaBinding>().ModelSchema
            is TenancyOptions.MasterTemplateName or WorkspaceSchema.TemplateName)
        {
            return inner.HasPendingModelChanges();
        }

        using var unbound = Registered<TenancyContexts>().Of(current.Context.GetType()).CreateUnbound();
        return unbound.Database.HasPendingModelChanges();
    }

    private TService Registered<TService>()
        where TService : notnull
        => current.Context.GetService<IDbContextOptions>().FindExtension<CoreOptionsExtension>()?.ApplicationServiceProvider is { } services
            ? services.GetRequiredService<TService>()
            : throw new InvalidOperationException(
                "This context was made by hand, so its workspace's catalogue is not known. Register the library with "
                + "AddPmAssistTenancy() and use a context from IWorkspaceContextFactory to migrate.");
}
