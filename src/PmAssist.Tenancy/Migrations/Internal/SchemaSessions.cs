using System.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace PmAssist.Tenancy.Internal;

internal sealed class SchemaSessions(
    TenancyContexts contexts, TenancyProvider provider, TenancyOptions tenancy, MasterConnection connection, BusySchemas busy)
    : ISchemaSessions
{
    private readonly Lazy<IReadOnlyList<IModel>> _workspaceModels = new(() => [.. contexts.Workspace.Select(ModelOf)]);

    public IReadOnlyList<IModel> WorkspaceModels => _workspaceModels.Value;

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
        => InWorkspaceAsync(of => of.CreateForSchemaChange(schema), schema.Name, options, work, cancellationToken);

    /// <summary>The same with the catalogue's row, which services of the context's constructor find as the current workspace.</summary>
    public Task<T> InWorkspaceAsync<T>(
        Workspace workspace,
        SchemaSessionOptions options,
        Func<SchemaSession, CancellationToken, Task<T>> work,
        CancellationToken cancellationToken)
        => InWorkspaceAsync(of => of.CreateForSchemaChange(workspace), workspace.Schema.Name, options, work, cancellationToken);

    /// <summary>The same for dropping the schema, with nothing of the host's contexts, whose code may have moved on.</summary>
    public Task<T> ToDropAsync<T>(
        WorkspaceSchema schema,
        SchemaSessionOptions options,
        Func<SchemaSession, CancellationToken, Task<T>> work,
        CancellationToken cancellationToken)
        => InAsync(CreateOwner, createContext: null, schema.Name, options, work, cancellationToken);

    public async Task<T> ReadSnapshotAsync<T>(
        WorkspaceSchema schema, Func<SchemaSnapshot, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(read);
        var context = contexts.Workspace[0].CreateForSchemaChange(schema);
        await using var contextDisposal = context.ConfigureAwait(false);
        provider.Bind(context, schema);
        await context.Database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        var transaction = await provider.Bulk.BeginSnapshotAsync(context.Database.GetDbConnection(), cancellationToken)
            .ConfigureAwait(false);
        await using var transactionDisposal = transaction.ConfigureAwait(false);
        return await read(new SchemaSnapshot(schema, transaction), cancellationToken).ConfigureAwait(false);
    }

    public Task<T> InMasterAsync<T>(
        SchemaSessionOptions options, Func<SchemaSession, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
        => InAsync(contexts.CreateMasterForSchemaChange, createContext: null, tenancy.MasterSchema, options, work, cancellationToken);

    /// <summary>Reads of a workspace's schema without its lock, on a context of its own.</summary>
    public Task<T> ReadAsync<T>(
        IWorkspaceContexts of,
        WorkspaceSchema schema,
        Func<DbContext, CancellationToken, Task<T>> read,
        CancellationToken cancellationToken)
        => connection.ExecuteAsync(
            async token =>
            {
                var context = of.CreateForSchemaChange(schema);
                await using var disposal = context.ConfigureAwait(false);
                provider.Bind(context, schema);
                return await read(context, token).ConfigureAwait(false);
            },
            cancellationToken);

    /// <summary>What is done in several transactions cannot be a part of a host's one.</summary>
    /// <exception cref="WorkspaceMigrationException">A <see cref="TransactionScope"/> is open.</exception>
    public static void RefuseScope()
    {
        if (Transaction.Current is not null)
        {
            throw new WorkspaceMigrationException(
                "A TransactionScope is open, and work on a schema needs transactions and connections of its own, so none was done. Call "
                + "it outside of the scope.")
            { IsRefusal = true };
        }
    }

    /// <summary>Names what depends on a workspace's schema from outside, without its lock.</summary>
    public Task<IReadOnlyList<string>> FindDependentsAsync(WorkspaceSchema schema, CancellationToken cancellationToken)
        => ReadAsOwnerAsync((owner, token) => provider.FindDependentsAsync(owner, schema, token), cancellationToken);

    /// <summary>Reads of the master's database without a lock, on the login for schema changes, its connection open.</summary>
    public Task<T> ReadAsOwnerAsync<T>(Func<MasterDbContext, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
        => connection.ExecuteAsync(
            async token =>
            {
                var owner = CreateOwner();
                await using var disposal = owner.ConfigureAwait(false);
                provider.UseSchemaChangeLogin(owner);
                try
                {
                    await owner.Database.OpenConnectionAsync(token).ConfigureAwait(false);
                    return await read(owner, token).ConfigureAwait(false);
                }
                finally
                {
                    // EF does not dispose a context that its full pool rejects, which would leave the connection open.
                    await owner.Database.CloseConnectionAsync().ConfigureAwait(false);
                }
            },
            cancellationToken);

    /// <summary>
    /// On a connection of the master's context, which is pooled: a context of the workspace costs more than a small migration. Only where a
    /// workspace is a database of its own the connection is the workspace's too.
    /// </summary>
    private Task<T> InWorkspaceAsync<T>(
        Func<IWorkspaceContexts, DbContext> create,
        string schema,
        SchemaSessionOptions options,
        Func<SchemaSession, CancellationToken, Task<T>> work,
        CancellationToken cancellationToken)
        => provider.MasterSharesDatabase
            ? InAsync(CreateOwner, create, schema, options, work, cancellationToken)
            : InAsync(() => create(contexts.Workspace[0]), create, schema, options, work, cancellationToken);

    private static IModel ModelOf(IWorkspaceContexts contexts)
    {
        using var context = contexts.CreateUnbound();
        return context.GetService<IDesignTimeModel>().Model;
    }

    private MasterDbContext CreateOwner()
    {
        var owner = contexts.CreateMaster();
        owner.Database.SetCommandTimeout(contexts.Workspace[0].CommandTimeout);
        return owner;
    }

    private Task<T> InAsync<T>(
        Func<DbContext> createOwner,
        Func<IWorkspaceContexts, DbContext>? createContext,
        string schema,
        SchemaSessionOptions options,
        Func<SchemaSession, CancellationToken, Task<T>> work,
        CancellationToken cancellationToken)
    {
        RefuseScope();
        var access = new SchemaAccess(schema, options.LockTimeout ?? tenancy.LockTimeout, options);
        return busy.RepeatAsync(access, token => connection.ExecuteAsync(RunAsync, token), cancellationToken);

        async Task<T> RunAsync(CancellationToken token)
        {
            var owner = createOwner();
            await using var disposal = owner.ConfigureAwait(false);
            provider.UseSchemaChangeLogin(owner);
            var session = await provider.OpenSessionAsync(owner, access, token).ConfigureAwait(false);
            await using var rollback = session.ConfigureAwait(false);
            if (createContext is not null)
            {
                session.MakeContextsBy(type => createContext(contexts.Of(type)), contexts.Workspace[0].ContextType);
            }

            return await work(session, token).ConfigureAwait(false);
        }
    }
}
