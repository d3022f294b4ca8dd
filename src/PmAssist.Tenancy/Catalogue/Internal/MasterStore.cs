using System.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// The library's way to the catalogue. Each call has a context of its own, is retried by the engine's execution strategy,
/// and turns a database that cannot be reached, or has no master schema, into an error that says what to do.
/// </summary>
internal sealed class MasterStore(
    ITenancyContexts contexts, TenancyProvider provider, TenancyOptions options, TimeProvider clock) : IDisposable
{
    private readonly MasterAccess _access = new(contexts, provider);

    public DateTime UtcNow => clock.UtcNowInMicroseconds();

    /// <summary>Runs an operation that opens its own connections under the engine's execution strategy.</summary>
    public Task<T> ExecuteAsync<T>(Func<CancellationToken, Task<T>> operation, CancellationToken cancellationToken)
        => _access.ExecuteAsync(operation, wasDone: null, cancellationToken);

    public Task<T> ReadAsync<T>(Func<MasterDbContext, CancellationToken, Task<T>> query, CancellationToken cancellationToken)
        => _access.ReadAsync(query, wasDone: null, cancellationToken);

    /// <summary>Changes the catalogue and adds the audit entry in one transaction.</summary>
    public Task<T> WriteAsync<T>(
        Func<MasterDbContext, CancellationToken, Task<(T Result, NewAuditEntry? Audit)>> change, CancellationToken cancellationToken)
    {
        (T Result, Guid Entry)? saving = null;
        return _access.ReadAsync(
            async (context, token) =>
            {
                saving = null;
                var (result, audit) = await change(context, token).ConfigureAwait(false);
                saving = audit is null ? null : (result, AddAudit(context, audit).Id);
                await SaveAsync(context, token).ConfigureAwait(false);
                return result;
            },
            WasSaved,
            cancellationToken);

        // If the connection is lost during the commit, only the audit entry shows whether it succeeded: without it, a retry
        // would do the same once more. Not through ReadAsync, whose error for a lost connection would end the strategy's retries.
        async Task<ExecutionResult<T>> WasSaved(CancellationToken token)
        {
            if (saving is not { } saved)
            {
                return new ExecutionResult<T>(false, default!);
            }

            var context = contexts.CreateMaster();
            await using var _ = context.ConfigureAwait(false);
            return new ExecutionResult<T>(
                await context.AuditLog.AnyAsync(e => e.Id == saved.Entry, token).ConfigureAwait(false), saved.Result);
        }
    }

    /// <summary>
    /// The same, one after the other for each workspace: its row is locked first, so what the change reads of the workspace and its
    /// members still holds when it is committed.
    /// </summary>
    public Task<T> WriteInTurnAsync<T>(
        Guid workspaceId,
        Func<MasterDbContext, CancellationToken, Task<(T Result, NewAuditEntry? Audit)>> change,
        CancellationToken cancellationToken)
        => WriteAsync(
            async (context, token) =>
            {
                // A host's TransactionScope is the transaction then; EF refuses one inside it.
                if (Transaction.Current is null)
                {
                    context.Database.AutoSavepointsEnabled = false;
                    await context.Database.BeginTransactionAsync(token).ConfigureAwait(false);
                }

                // An update that changes nothing takes the same lock on every engine, and on SQLite the file's.
                await context.Workspaces.Where(w => w.Id == workspaceId)
                    .ExecuteUpdateAsync(set => set.SetProperty(w => w.Version, w => w.Version), token).ConfigureAwait(false);
                return await change(context, token).ConfigureAwait(false);
            },
            cancellationToken);

    public async Task<Workspace> GetAsync(Guid id, CancellationToken cancellationToken)
    {
        Ensure.NotEmpty(id);
        var workspace = await ReadAsync(
            (context, token) => context.Workspaces.AsNoTracking().SingleOrDefaultAsync(w => w.Id == id, token),
            cancellationToken).ConfigureAwait(false);
        return workspace switch
        {
            null => throw WorkspaceNotFoundException.ById(id),
            { Status: WorkspaceStatus.Deleted } => throw WorkspaceNotFoundException.Deleted(id),
            _ => workspace,
        };
    }

    /// <summary>
    /// What a session reads of a workspace's row: on its own connection where both lie in one database, because callers that hold
    /// one connection and wait for a second can use up the pool and wait for each other. Null elsewhere.
    /// </summary>
    public SchemaQuery? StatusQuery(Guid id)
    {
        if (!provider.MasterSharesDatabase)
        {
            return null;
        }

        using var context = contexts.CreateMaster();
        return new CatalogueText(context, options.MasterSchema).StatusOf(id);
    }

    /// <summary>Notes a failure in the workspace's row and in the audit log.</summary>
    public Task RecordFailureAsync(
        Guid id, Exception exception, string action, WorkspaceStatus? status, CancellationToken cancellationToken)
        => WriteAsync(
            async (context, token) =>
            {
                var row = await context.Workspaces.SingleAsync(w => w.Id == id, token).ConfigureAwait(false);
                if (status is { } next && row.Status == WorkspaceStatus.Provisioning)
                {
                    row.Status = next;
                }

                var message = DatabaseError.MessageOf(exception);
                row.LastError = StoredText.Mended(message, Workspace.MaxErrorLength);
                return (true, (NewAuditEntry?)new NewAuditEntry(action, nameof(Workspace), id.ToString())
                {
                    WorkspaceId = id,
                    Details = AuditDetails.Of(("error", row.LastError)),
                });
            },
            cancellationToken);

    public AuditEntry AddAudit(MasterDbContext context, NewAuditEntry record)
    {
        var entry = new AuditEntry
        {
            WorkspaceId = record.WorkspaceId,
            ActorId = record.ActorId,
            Action = record.Action,
            EntityType = record.EntityType,
            EntityId = record.EntityId,
            Details = record.Details,
            OccurredUtc = UtcNow,
        };
        context.Add(entry);
        return entry;
    }

    /// <summary>The statements of a change, for a transaction that is not EF's.</summary>
    public IReadOnlyList<SchemaStatement> Render(WorkspaceChange change)
    {
        using var context = contexts.CreateMaster();
        var text = new CatalogueText(context, options.MasterSchema);
        var statements = new List<SchemaStatement> { text.Update(change, UtcNow) };
        if (change.Audit is { } audit)
        {
            statements.Add(text.Insert(context.Entry(AddAudit(context, audit))));
        }

        return statements;
    }

    public void Dispose() => _access.Dispose();

    private static async Task SaveAsync(MasterDbContext context, CancellationToken cancellationToken)
    {
        try
        {
            await context.SaveAsync(cancellationToken).ConfigureAwait(false);
            if (context.Database.CurrentTransaction is { } transaction)
            {
                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (DbUpdateConcurrencyException exception)
        {
            throw new WorkspaceConflictException(
                "Another call changed the row at the same time; this one changed nothing. Read it and try again.", exception);
        }
    }
}
