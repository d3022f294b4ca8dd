using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// The library's way to the catalogue. Each call has a context of its own, is retried by the engine's execution strategy,
/// and turns a database that cannot be reached, or has no master schema, into an error that says what to do.
/// </summary>
internal sealed class MasterStore(
    ITenancyContexts contexts, TenancyProvider provider, TenancyOptions options, TimeProvider clock)
{
    public DateTime UtcNow => clock.UtcNowInMicroseconds();

    /// <summary>Runs an operation that opens its own connections under the engine's execution strategy.</summary>
    public async Task<T> ExecuteAsync<T>(Func<CancellationToken, Task<T>> operation, CancellationToken cancellationToken)
    {
        var context = contexts.CreateMaster();
        await using var _ = context.ConfigureAwait(false);
        return await context.Database.CreateExecutionStrategy()
            .ExecuteAsync(operation, (_, run, token) => run(token), verifySucceeded: null, cancellationToken).ConfigureAwait(false);
    }

    public async Task<T> ReadAsync<T>(Func<MasterDbContext, CancellationToken, Task<T>> query, CancellationToken cancellationToken)
    {
        var opened = false;
        try
        {
            return await ExecuteAsync(
                async token =>
                {
                    var context = contexts.CreateMaster();
                    await using var _ = context.ConfigureAwait(false);
                    opened = false;
                    await context.Database.OpenConnectionAsync(token).ConfigureAwait(false);
                    opened = true;
                    try
                    {
                        return await query(context, token).ConfigureAwait(false);
                    }
                    catch (Exception exception) when (DatabaseError.CauseOf(exception) is not null)
                    {
                        await ThrowIfNotMigratedAsync(context, exception, token).ConfigureAwait(false);
                        throw;
                    }
                    finally
                    {
                        // EF disposes nothing of a context that its pool has no room for, and would leave the connection open.
                        await context.Database.CloseConnectionAsync().ConfigureAwait(false);
                    }
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!opened && DatabaseError.CauseOf(exception) is { } cause)
        {
            throw new MasterUnavailableException(
                $"The {provider.Name} database with the master schema cannot be opened: {cause.Message} "
                + "Check that it is there and that the connection is right; nothing was changed.",
                exception);
        }
    }

    /// <summary>Changes the catalogue and adds the audit entry in one transaction.</summary>
    public Task<T> WriteAsync<T>(
        Func<MasterDbContext, CancellationToken, Task<(T Result, AuditRecord? Audit)>> change, CancellationToken cancellationToken)
        => ReadAsync(
            async (context, token) =>
            {
                var (result, audit) = await change(context, token).ConfigureAwait(false);
                if (audit is not null)
                {
                    AddAudit(context, audit);
                }

                try
                {
                    await context.SaveChangesAsync(token).ConfigureAwait(false);
                }
                catch (DbUpdateConcurrencyException exception)
                {
                    throw new WorkspaceConflictException(
                        "Somebody else changed the row at the same moment; nothing was changed. Read it and try again.", exception);
                }

                return result;
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
                row.LastError = message[..Math.Min(message.Length, Workspace.MaxErrorLength)];
                return (true, (AuditRecord?)new AuditRecord(action, nameof(Workspace), id.ToString())
                {
                    WorkspaceId = id,
                    Details = AuditDetails.Of(("error", row.LastError)),
                });
            },
            cancellationToken);

    public AuditEntry AddAudit(MasterDbContext context, AuditRecord record)
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

    private static async Task ThrowIfNotMigratedAsync(
        MasterDbContext context, Exception exception, CancellationToken cancellationToken)
    {
        if ((await context.Database.GetAppliedMigrationsAsync(cancellationToken).ConfigureAwait(false)).Any())
        {
            return;
        }

        throw new MasterUnavailableException(
            "The database has no master schema yet. Create it with IWorkspaceMigrator.MigrateMasterAsync(), "
            + "or set TenancyOptions.MigrateOnStartup.",
            exception);
    }
}
