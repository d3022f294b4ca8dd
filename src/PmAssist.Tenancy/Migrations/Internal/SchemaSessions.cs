using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace PmAssist.Tenancy.Internal;

internal sealed class SchemaSessions(ITenancyContexts contexts, TenancyProvider provider, TenancyOptions tenancy, MasterStore master)
    : ISchemaSessions
{
    private readonly Lazy<IModel> _workspaceModel = new(() =>
    {
        using var context = contexts.CreateUnbound();
        return context.Model;
    });

    public IModel WorkspaceModel => _workspaceModel.Value;

    public MasterDbContext CreateMasterContext()
    {
        var context = contexts.CreateMasterForSchemaChange();
        provider.UseSchemaChangeLogin(context);
        return context;
    }

    public Task<T> InWorkspaceAsync<T>(
        WorkspaceSchema schema,
        SchemaSessionOptions options,
        Func<SchemaSession, CancellationToken, Task<T>> work,
        CancellationToken cancellationToken)
        => InAsync(() => contexts.CreateForSchemaChange(schema), schema.Name, options, work, cancellationToken);

    /// <summary>The same with the catalogue's row, which services of the context's constructor find as the current workspace.</summary>
    public Task<T> InWorkspaceAsync<T>(
        Workspace workspace,
        SchemaSessionOptions options,
        Func<SchemaSession, CancellationToken, Task<T>> work,
        CancellationToken cancellationToken)
        => InAsync(() => contexts.CreateForSchemaChange(workspace), workspace.Schema.Name, options, work, cancellationToken);

    public Task<T> InMasterAsync<T>(
        SchemaSessionOptions options, Func<SchemaSession, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
        => InAsync(contexts.CreateMasterForSchemaChange, tenancy.MasterSchema, options, work, cancellationToken);

    /// <summary>Reads of a workspace's schema without its lock, on a context of its own.</summary>
    public Task<T> ReadAsync<T>(
        WorkspaceSchema schema, Func<WorkspaceDbContext, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
        => master.ExecuteAsync(
            async token =>
            {
                var context = contexts.CreateForSchemaChange(schema);
                await using var disposal = context.ConfigureAwait(false);
                provider.Bind(context, schema);
                return await read(context, token).ConfigureAwait(false);
            },
            cancellationToken);

    private Task<T> InAsync<T>(
        Func<DbContext> create,
        string schema,
        SchemaSessionOptions options,
        Func<SchemaSession, CancellationToken, Task<T>> work,
        CancellationToken cancellationToken)
        => master.ExecuteAsync(
            async token =>
            {
                var access = new SchemaAccess(schema, options.Kind, options.LockTimeout ?? tenancy.LockTimeout)
                {
                    Query = options.Query,
                    SpansTransactions = options.SpansTransactions,
                    MayDrop = options.MayDrop,
                    Attach = options.Attach,
                };
                var context = create();
                await using var disposal = context.ConfigureAwait(false);
                var session = await provider.OpenSessionAsync(context, access, token).ConfigureAwait(false);
                await using var rollback = session.ConfigureAwait(false);
                return await work(session, token).ConfigureAwait(false);
            },
            cancellationToken);
}
