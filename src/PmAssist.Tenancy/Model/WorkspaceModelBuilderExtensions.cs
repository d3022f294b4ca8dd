using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using PmAssist.Tenancy.Internal;

namespace PmAssist.Tenancy;

/// <summary>What a workspace context says about its model in <c>OnModelCreating</c>.</summary>
public static class WorkspaceModelBuilderExtensions
{
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
