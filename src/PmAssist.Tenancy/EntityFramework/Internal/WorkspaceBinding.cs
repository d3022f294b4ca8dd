using System.Data.Common;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// The workspace of one context instance for the length of one lease. EF clears it, as an
/// <see cref="IResettableService"/>, before a pooled context is handed on; it is never bound twice in a lease.
/// </summary>
internal sealed class WorkspaceBinding : ISchemaBinding, IResettableService, IDisposable
{
    private readonly ICurrentDbContext _current;
    private readonly TenancyOptionsExtension _options;
    private readonly CheckedModels _models;
    private readonly ConnectionWatch _watch;
    private readonly TenancyMeter? _meter;
    private readonly ISchemaLoss? _loss;
    private bool _modelIsChecked;
    private volatile int _lease;
    private WorkspaceSchema? _schema;

    /// <exception cref="InvalidOperationException"><c>ReplaceService</c> removed one of the library's services.</exception>
    public WorkspaceBinding(
        ICurrentDbContext current,
        IDbContextOptions options,
        IRelationalCommandBuilderFactory commands,
        CheckedModels models,
        ConnectionWatch watch)
    {
        if (commands is not BoundCommandBuilderFactory)
        {
            throw new InvalidOperationException(
                $"{nameof(IRelationalCommandBuilderFactory)} was replaced, so nothing would put the workspace's schema into commands. "
                + $"Remove the ReplaceService<{nameof(IRelationalCommandBuilderFactory)}, …>() call.");
        }

        (_current, _options, _models, _watch) = (current, options.FindExtension<TenancyOptionsExtension>()!, models, watch);

        // Now, because the services that a context was made with may be gone by the time that it is used wrongly.
        var services = options.FindExtension<CoreOptionsExtension>()?.ApplicationServiceProvider;
        (_meter, _loss) = (services?.GetService<TenancyMeter>(), services?.GetService<ISchemaLoss>());
    }

    public WorkspaceSchema? Schema => _schema;

    public int Lease => _lease;

    /// <summary>The transaction on a shared connection that the context takes part in; null for none.</summary>
    public SharedTransaction? Transaction { get; set; }

    /// <summary>
    /// From the options, not from the binding: EF builds a context's model with its first service, before it can be bound.
    /// </summary>
    public string ModelSchema => _options.ModelSchema;

    public WorkspaceSchema RequireSchema()
    {
        if (_schema is { } schema)
        {
            return schema;
        }

        CountRefusal(RefusalReason.Unbound);
        throw new WorkspaceNotBoundException(_current.Context.GetType());
    }

    /// <summary>Binds a context that is used at once: its commands and its connection.</summary>
    public void Bind(WorkspaceSchema schema)
    {
        BindCommands(schema);
        LeasedDatabase.Begin(_current.Context, this);
        BindConnection();
    }

    /// <summary>Points the context's connection at the workspace's database, where it has one of its own.</summary>
    public void BindConnection()
    {
        _options.Provider.Bind(_current.Context, RequireSchema());
        _watch.Begin();
    }

    /// <summary>Binds a context whose connection is opened by a schema session.</summary>
    public void BindCommands(WorkspaceSchema schema)
    {
        if (schema.IsTemplate)
        {
            throw new ArgumentException("A context cannot be bound to the template schema: no workspace owns it.", nameof(schema));
        }

        if (_schema is { } bound)
        {
            throw new InvalidOperationException(
                $"The context is bound to {bound} and cannot be bound again. Rent another context for {schema}.");
        }

        if (_options.Mode == SchemaMode.ModelPerWorkspace && ModelSchema != schema.Name)
        {
            throw new InvalidOperationException(
                $"The context's model is for {ModelSchema}, so it cannot be bound to {schema}. In SchemaMode.ModelPerWorkspace rent "
                + "contexts from IWorkspaceContextFactory, or name the schema in UseWorkspaceSchemas(provider, schema).");
        }

        CheckModel();
        _schema = schema;
    }

    /// <summary>Checks the context's model, which its migrations are rendered with too.</summary>
    public void CheckModel()
    {
        if (!_modelIsChecked)
        {
            _models.Check(_current.Context.Model, ModelSchema);
            _modelIsChecked = true;
        }
    }

    public string Bind(string text) => Bind(text, isTagged: false);

    /// <summary>Where a workspace is a database of its own, names need no schema, and the same text is sent to all.</summary>
    public string BindCommand(string text) => Bind(text, isTagged: !_options.Provider.MasterSharesDatabase);

    public Task<Exception?> ExplainAsync(Exception error)
        => _schema is { } schema && _loss is not null && error is DbException failed
            ? _loss.ExplainAsync(schema, failed)
            : Task.FromResult<Exception?>(null);

    public void CountRefusal(string reason) => _meter?.Refused(_current.Context.GetType(), reason);

    /// <exception cref="WorkspaceTransactionException">The context is outside a running transaction, or no longer in it.</exception>
    public void ThrowIfUnbound()
    {
        var schema = RequireSchema();
        if (Transaction is { } transaction)
        {
            throw transaction.ConnectionLost();
        }

        SharedTransaction.ThrowIfInside(_current.Context.GetType(), schema);
    }

    /// <summary>The end of a lease.</summary>
    public void ResetState()
    {
        _schema = null;
        Transaction = null;
        _lease++;
        LeasedDatabase.End(_current.Context);
    }

    public Task ResetStateAsync(CancellationToken cancellationToken = default)
    {
        ResetState();
        return Task.CompletedTask;
    }

    /// <summary>Also ends the lease of a context that is not pooled, so that what is kept of it throws.</summary>
    public void Dispose() => ResetState();

    private string Bind(string text, bool isTagged)
    {
        var schema = RequireSchema();
        try
        {
            return isTagged ? SchemaText.BindAndTag(text, schema) : SchemaText.Bind(text, schema);
        }
        catch (CrossWorkspaceAccessException)
        {
            CountRefusal(RefusalReason.OtherWorkspace);
            throw;
        }
    }
}
