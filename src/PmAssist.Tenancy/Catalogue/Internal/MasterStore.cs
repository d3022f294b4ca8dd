using System.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Internal;

/// <summary>Asks the catalogue and changes it.</summary>
internal sealed class MasterStore(TenancyContexts contexts, MasterConnection connection, TimeProvider clock)
{
    public DateTime UtcNow => clock.UtcNowInMicroseconds();

    public Task<T> ReadAsync<T>(Func<MasterDbContext, CancellationToken, Task<T>> query, CancellationToken cancellationToken)
        => connection.UseAsync(query, wasDone: null, cancellationToken);

    /// <summary>Changes the catalogue and adds the audit entry in one transaction.</summary>
    public Task<T> WriteAsync<T>(
        Func<MasterDbContext, CancellationToken, Task<(T Result, NewAuditEntry? Audit)>> change, CancellationToken cancellationToken)
    {
        (T Result, Guid Entry)? saving = null;
        return connection.UseAsync(
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
    /// <exception cref="WorkspaceNotFoundException">There is no such workspace.</exception>
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

                // An update that changes nothing takes the same lock on every engine, and on SQLite the file's. A row that is not there
                // cannot be locked, and one that another call adds from here on must not be changed without.
                var locked = await context.Workspaces.Where(w => w.Id == workspaceId)
                    .ExecuteUpdateAsync(set => set.SetProperty(w => w.Version, w => w.Version), token).ConfigureAwait(false);
                return locked > 0
                    ? await change(context, token).ConfigureAwait(false)
                    : throw WorkspaceNotFoundException.ById(workspaceId);
            },
            cancellationToken);

    /// <summary>A workspace's row, also of one that was deleted; null if there is none.</summary>
    public Task<Workspace?> FindAsync(Guid id, CancellationToken cancellationToken)
        => ReadAsync(
            (context, token) => context.Workspaces.AsNoTracking().SingleOrDefaultAsync(w => w.Id == id, token), cancellationToken);

    /// <exception cref="WorkspaceNotFoundException">There is no such workspace, or it was deleted.</exception>
    public async Task<Workspace> GetAsync(Guid id, CancellationToken cancellationToken)
        => await FindAsync(Ensure.NotEmpty(id), cancellationToken).ConfigureAwait(false) switch
        {
            null => throw WorkspaceNotFoundException.ById(id),
            { Status: WorkspaceStatus.Spare } => throw WorkspaceNotFoundException.ById(id),
            { Status: WorkspaceStatus.Deleted } => throw WorkspaceNotFoundException.Deleted(id),
            var workspace => workspace,
        };

    /// <exception cref="WorkspaceNotFoundException">There is no such workspace, or it was deleted.</exception>
    /// <exception cref="WorkspaceUnavailableException">It has no schema yet, or is being deleted.</exception>
    public async Task<Workspace> GetProvisionedAsync(Guid id, CancellationToken cancellationToken)
    {
        var workspace = await GetAsync(id, cancellationToken).ConfigureAwait(false);
        return workspace.IsProvisioned
            ? workspace
            : throw WorkspaceUnavailableException.ForStatus(workspace.Id, workspace.Slug, workspace.Status);
    }

    /// <summary>The workspaces that have a schema which is not being dropped, as a query.</summary>
    public static IQueryable<Workspace> Provisioned(MasterDbContext context)
        => context.Workspaces.AsNoTracking().Where(w => w.DbSchemaName != null && w.Status != WorkspaceStatus.Deleting);

    /// <summary>Notes a failure in the workspace's row and in the audit log.</summary>
    /// <param name="id">The workspace.</param>
    /// <param name="message">What went wrong.</param>
    /// <param name="failed">The statement that failed; null if none did.</param>
    /// <param name="action">What the audit log calls it.</param>
    /// <param name="transition">The change of state that it leads to, from a state that allows it; null for none.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task RecordFailureAsync(
        Guid id,
        string message,
        FailedStatement? failed,
        string action,
        WorkspaceTransition? transition,
        CancellationToken cancellationToken)
        => WriteInTurnAsync(
            id,
            async (context, token) =>
            {
                var row = await context.Workspaces.AsTracking().SingleAsync(w => w.Id == id, token).ConfigureAwait(false);
                if (transition is not null && transition.From.Contains(row.Status))
                {
                    row.Status = transition.To;
                }

                row.LastError = StoredText.Mended(message, Workspace.MaxErrorLength);
                return (true, (NewAuditEntry?)WorkspaceTransition.Audit(
                    action, id, actorId: null, [("error", row.LastError), .. failed?.Details() ?? []]));
            },
            cancellationToken);

    public AuditEntry AddAudit(MasterDbContext context, NewAuditEntry record) => context.Add(record.At(UtcNow)).Entity;

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
