using Microsoft.EntityFrameworkCore.Infrastructure;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// The workspace of one context instance for the length of one lease. EF clears it, as an
/// <see cref="IResettableService"/>, before a pooled context is handed on; it is never bound twice in a lease.
/// </summary>
internal sealed class WorkspaceBinding(ICurrentDbContext current, IDbContextOptions options) : ISchemaBinding, IResettableService
{
    private WorkspaceSchema? _schema;

    public WorkspaceSchema? Schema => _schema;

    /// <summary>
    /// From the options, not from the binding: EF builds a context's model with its first service, before it can be bound.
    /// </summary>
    public string ModelSchema => Extension.ModelSchema;

    private TenancyOptionsExtension Extension => options.FindExtension<TenancyOptionsExtension>()!;

    public WorkspaceSchema RequireSchema()
        => _schema ?? throw new WorkspaceNotBoundException(current.Context.GetType());

    public void Set(WorkspaceSchema schema)
    {
        if (_schema is { } bound)
        {
            throw new InvalidOperationException(
                $"The context is bound to {bound} and cannot be bound again. Rent another context for {schema}.");
        }

        if (Extension.Mode == SchemaMode.ModelPerWorkspace && ModelSchema != schema.Name)
        {
            throw new InvalidOperationException(
                $"The context's model is for {ModelSchema}, so it cannot be bound to {schema}. In SchemaMode.ModelPerWorkspace rent contexts "
                + "from IWorkspaceContextFactory, or name the schema in UseWorkspaceSchemas(provider, schema).");
        }

        _schema = schema;
    }

    public string Bind(string text) => SchemaText.Bind(text, RequireSchema());

    public void ResetState() => _schema = null;

    public Task ResetStateAsync(CancellationToken cancellationToken = default)
    {
        ResetState();
        return Task.CompletedTask;
    }
}
