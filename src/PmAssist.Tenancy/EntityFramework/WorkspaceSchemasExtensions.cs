using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using PmAssist.Tenancy.Internal;

namespace PmAssist.Tenancy;

/// <summary>Puts contexts under the library's rules.</summary>
public static class WorkspaceSchemasExtensions
{
    /// <summary>
    /// Makes a workspace context follow the library's rules: its model is written against the template schema, it runs no
    /// command until it is bound to a workspace, and it names no other workspace's schema. Calls the provider's
    /// <c>UseX</c> method. <c>AddPmAssistTenancy</c> does this for the registered context; call it for one made by hand.
    /// </summary>
    /// <param name="builder">The builder of the context's options.</param>
    /// <param name="provider">The engine, for example <c>new SqliteTenancyProvider("data")</c>.</param>
    /// <param name="modelFor">
    /// The workspace that the context's model is for, as in <see cref="SchemaMode.ModelPerWorkspace"/>; null for the template's
    /// model, as in <see cref="SchemaMode.SharedModel"/>.
    /// </param>
    /// <returns><paramref name="builder"/>.</returns>
    /// <remarks>
    /// Bind the context with <see cref="BindTo"/>. <c>Database.Migrate()</c> needs the registered services and throws on a
    /// context made by hand.
    /// </remarks>
    public static DbContextOptionsBuilder UseWorkspaceSchemas(
        this DbContextOptionsBuilder builder, TenancyProvider provider, WorkspaceSchema? modelFor = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(provider);
        var mode = modelFor is null ? SchemaMode.SharedModel : SchemaMode.ModelPerWorkspace;
        return TenancyOptionsExtension.Apply(builder, provider, services: null, new TenancyOptions { SchemaMode = mode }, modelFor);
    }

    /// <inheritdoc cref="UseWorkspaceSchemas(DbContextOptionsBuilder, TenancyProvider, WorkspaceSchema?)"/>
    public static DbContextOptionsBuilder<TContext> UseWorkspaceSchemas<TContext>(
        this DbContextOptionsBuilder<TContext> builder, TenancyProvider provider, WorkspaceSchema? modelFor = null)
        where TContext : DbContext
        => (DbContextOptionsBuilder<TContext>)UseWorkspaceSchemas((DbContextOptionsBuilder)builder, provider, modelFor);

    /// <summary>
    /// Binds a context to a workspace for the rest of its lease. The library's factories do this; call it for a context made
    /// by hand.
    /// </summary>
    /// <param name="context">The context, not bound yet.</param>
    /// <param name="schema">The workspace's schema.</param>
    /// <exception cref="ArgumentException"><paramref name="schema"/> is the template.</exception>
    /// <exception cref="InvalidOperationException">
    /// The context is already bound, or <c>ReplaceService</c> removed one of the library's services.
    /// </exception>
    public static void BindTo(this DbContext context, WorkspaceSchema schema)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.GetService<WorkspaceBinding>().Bind(schema);
    }
}
