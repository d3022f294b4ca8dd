using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using PmAssist.Tenancy.Internal;

namespace PmAssist.Tenancy;

/// <summary>What a context says about its model in <c>OnModelCreating</c>.</summary>
public static class WorkspaceModelBuilderExtensions
{
    /// <summary>
    /// Maps <see cref="Workspace"/> and <see cref="WorkspaceMember"/> read-only in a host's ordinary context, whose tables lie beside the
    /// master's in the same database, so that it can join them and have foreign keys to them. Its migrations leave both tables out.
    /// </summary>
    /// <remarks>
    /// EF throws when such a row is to be added or changed. A row that is removed, <c>ExecuteUpdate</c>, <c>ExecuteDelete</c> and raw SQL
    /// are not caught: give the context a login that may only read the master's tables.
    /// </remarks>
    /// <param name="modelBuilder">The model's builder.</param>
    /// <param name="masterSchema">
    /// The master schema's name, as in <see cref="TenancyOptions.MasterSchema"/>; null on SQLite, where the context opens the master's
    /// file. Default: <c>pmassist_master</c>.
    /// </param>
    /// <returns><paramref name="modelBuilder"/>.</returns>
    /// <exception cref="ArgumentException">The name is blank.</exception>
    public static ModelBuilder MapWorkspaces(this ModelBuilder modelBuilder, string? masterSchema = TenancyOptions.DefaultMasterSchema)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        if (masterSchema is not null)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(masterSchema);
        }

        MasterTables.MapReadOnly(modelBuilder, masterSchema);
        return modelBuilder;
    }

    /// <summary>
    /// Declares that an entity's table lies outside the workspaces' schemas on purpose and is shared by all of them. The table
    /// must be excluded from migrations. Not available on SQLite, where a workspace is a file of its own.
    /// </summary>
    /// <param name="builder">The entity's builder.</param>
    /// <returns><paramref name="builder"/>.</returns>
    public static EntityTypeBuilder<TEntity> IsSharedAcrossWorkspaces<TEntity>(this EntityTypeBuilder<TEntity> builder)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.HasAnnotation(TenancyAnnotations.SharedAcrossWorkspaces, true);
        return builder;
    }

    /// <summary>Declares that a database function lies outside the workspaces' schemas on purpose and is shared by all of them.</summary>
    /// <param name="builder">The function's builder.</param>
    /// <returns><paramref name="builder"/>.</returns>
    public static DbFunctionBuilder IsSharedAcrossWorkspaces(this DbFunctionBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.HasAnnotation(TenancyAnnotations.SharedAcrossWorkspaces, true);
        return builder;
    }

    /// <summary>Whether an entity was marked with <see cref="IsSharedAcrossWorkspaces{TEntity}"/>.</summary>
    /// <param name="entityType">The entity's type.</param>
    public static bool IsSharedAcrossWorkspaces(this IReadOnlyEntityType entityType)
    {
        ArgumentNullException.ThrowIfNull(entityType);
        return entityType.FindAnnotation(TenancyAnnotations.SharedAcrossWorkspaces) is not null;
    }

    /// <summary>Whether a property was marked with <see cref="IsJson(PropertyBuilder{string})"/>.</summary>
    /// <param name="property">The property.</param>
    public static bool IsJson(this IReadOnlyProperty property)
    {
        ArgumentNullException.ThrowIfNull(property);
        return property.FindAnnotation(TenancyAnnotations.Json) is not null;
    }

    /// <summary>
    /// Stores a string property as JSON: <c>jsonb</c> on PostgreSQL, <c>nvarchar(max)</c> on SQL Server, <c>TEXT</c> on SQLite.
    /// </summary>
    /// <param name="builder">The property's builder.</param>
    /// <returns><paramref name="builder"/>.</returns>
    public static PropertyBuilder<string> IsJson(this PropertyBuilder<string> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.HasAnnotation(TenancyAnnotations.Json, true);
        return builder;
    }
}
