using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Makes schemas. The schema, its tables and the catalogue's row are one transaction where they share a
/// database; elsewhere the schema is in place before the row says so. A crash at any point leaves a workspace that works
/// or one that the same call completes.
/// </summary>
internal sealed class WorkspaceProvisioner(
    SchemaSessions sessions,
    WorkspaceRegistrar registrar,
    UnfinishedImports imports,
    MasterStore master,
    StatusUnderLock statuses,
    MigrationSet migrations,
    ChangeCompletion completion,
    WorkspaceObservers observers,
    SchemaHooks hooks,
    ILoggerFactory loggers) : IWorkspaceProvisioning
{
    private readonly ILogger _logger = loggers.CreateLogger(TenancySignals.ProvisioningLog);

    public Task<Workspace> RegisterAsync(NewWorkspace request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return registrar.RegisterImportAsync(request, cancellationToken);
    }

    public Task<bool> RemoveAsync(Guid workspaceId, CancellationToken cancellationToken)
        => imports.RemoveAsync(workspaceId, cancellationToken);

    public async Task<Workspace> ProvisionAsync(
        Guid workspaceId, InitialRows rows, string? actorId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var workspace = await master.GetAsync(workspaceId, cancellationToken).ConfigureAwait(false);
        return await ProvisionAsync(workspace, actorId, lockTimeout: null, rows, cancellationToken).ConfigureAwait(false);
    }

    /// <param name="workspace">A workspace without a schema.</param>
    /// <param name="actorId">Who asked for it; null for the system.</param>
    /// <param name="lockTimeout">How long to wait for another process; null for the option's value.</param>
    /// <param name="filling">Rows that the new tables get; null for none.</param>
    /// <param name="cancellationToken">Cancels the call; the workspace stays in its state, for the call to be made again.</param>
    public Task<Workspace> ProvisionAsync(
        Workspace workspace, string? actorId, TimeSpan? lockTimeout, InitialRows? filling, CancellationToken cancellationToken)
        => ObservedWork.RunAsync(
            TenancySignals.ProvisionSpan,
            workspace,
            _logger,
            _ => MakeAsync(workspace, actorId, lockTimeout, filling, cancellationToken));

    private async Task<Workspace> MakeAsync(
        Workspace workspace, string? actorId, TimeSpan? lockTimeout, InitialRows? filling, CancellationToken cancellationToken)
    {
        SchemaSessions.RefuseScope();
        SchemaSession? used = null;
        try
        {
            var options = new SchemaSessionOptions(
                mayBeMissing: true,
                lockTimeout: lockTimeout,
                query: statuses.QueryFor(workspace.Id),
                spansTransactions: migrations.Scripts.Migrations.Any(m => m.LeavesTransaction),
                isolation: filling?.Isolation,
                attach: filling?.Attach);
            var made = await sessions.InWorkspaceAsync(
                workspace, options, (session, token) => CreateAsync(used = session, workspace, actorId, filling, token), cancellationToken)
                .ConfigureAwait(false);

            // What is made is told, and is the call's answer, although the caller has canceled meanwhile.
            var row = await master.FindAsync(workspace.Id, made ? CancellationToken.None : cancellationToken).ConfigureAwait(false)
                ?? throw WorkspaceNotFoundException.ById(workspace.Id);
            if (made && row is { DbSchemaName: not null, Status: not WorkspaceStatus.Spare })
            {
                Log.WorkspaceProvisioned(_logger, workspace.Id, row.SchemaVersion);
                await observers.TellAsync(row, (observer, created, token) => observer.CreatedAsync(created, token), cancellationToken)
                    .ConfigureAwait(false);
            }

            return row.Status == (filling?.Status ?? TransitionOf(workspace, filling).To)
                ? row
                : throw WorkspaceUnavailableException.ForStatus(row.Id, row.Slug, row.Status);
        }
        catch (Exception exception) when (cancellationToken.IsCancellationRequested)
        {
            // Not a failure: the caller is gone. The row stays in Provisioning, which the same call or the next start completes.
            throw exception as OperationCanceledException ?? new OperationCanceledException(
                $"The provisioning of the workspace '{workspace.Slug}' ({workspace.Id}) was canceled.", exception, cancellationToken);
        }
        catch (Exception exception) when (exception is not SchemaLockedException)
        {
            Log.WorkspaceProvisioningFailed(_logger, exception, workspace.Id);
            var failed = migrations.Scripts.Describe(used?.Failed);
            var cause = DatabaseError.MessageOf(exception);
            await RecordFailureAsync(workspace, failed?.Explain(cause.TrimEnd('.')) ?? cause, failed).ConfigureAwait(false);
            if (exception is OperationCanceledException or TenancyException)
            {
                throw;
            }

            var sentence = DatabaseError.SentenceOf(exception);
            throw new WorkspaceMigrationException(
                $"The schema of the workspace '{workspace.Slug}' ({workspace.Id}) could not be made: "
                + $"{(failed is null ? sentence : DatabaseError.Sentence(failed.Explain(sentence.TrimEnd('.'))))} "
                + $"Fix the cause and {NextStep(workspace, filling)}.",
                exception,
                failed)
            {
                WorkspaceId = workspace.Id,
            };
        }
    }

    /// <returns>False if another call for the same id was faster.</returns>
    private async Task<bool> CreateAsync(
        SchemaSession session, Workspace workspace, string? actorId, InitialRows? filling, CancellationToken cancellationToken)
    {
        var transition = TransitionOf(workspace, filling);
        if (!transition.From.Contains(await statuses.AnswerAsync(session, workspace.Id, cancellationToken).ConfigureAwait(false)))
        {
            return false;
        }

        var work = SchemaWork.On(session, workspace.Schema);
        if (hooks.SchemaCreated is { } schemaCreated)
        {
            await SchemaUpdater.CreateSchemaAsync(work, migrations.Scripts, cancellationToken).ConfigureAwait(false);
            await schemaCreated(session.Context, cancellationToken).ConfigureAwait(false);
        }

        var newest = MigrationTarget.AtLeast(null);
        var target = filling?.Version is { } version
            ? newest with { Only = SchemaVersions.IdsOf(version, migrations.Scripts.Contexts) }
            : newest;
        var seeding = filling is { Seeds: false } ? Seeding.Never : SeedingOf(workspace);
        var update = await SchemaUpdater.UpdateAsync(work, migrations.Scripts, target, historyIds: null, seeding, cancellationToken)
            .ConfigureAwait(false);
        if (filling is not null)
        {
            await work.FlushAsync(cancellationToken).ConfigureAwait(false);
            await filling.WriteAsync(session, cancellationToken).ConfigureAwait(false);
            update = await SchemaUpdater.UpdateAsync(work, migrations.Scripts, newest, update.After.Ids, Seeding.Never, cancellationToken)
                .ConfigureAwait(false);
        }

        var ready = new WorkspaceChange(
            workspace.Id,
            new Dictionary<string, object?>
            {
                [nameof(Workspace.Status)] = filling?.Status ?? transition.To,
                [nameof(Workspace.DbSchemaName)] = workspace.Schema.Name,
                [nameof(Workspace.SchemaVersion)] = update.After.Version,
                [nameof(Workspace.SchemaFingerprint)] = update.After.Fingerprint,
                [nameof(Workspace.LastError)] = null,
                [nameof(Workspace.UpdatedUtc)] = filling is null ? master.UtcNow : workspace.UpdatedUtc,
            })
        {
            OnlyFrom = transition.From,
            Audit = workspace.Status == WorkspaceStatus.Spare
                ? null
                : transition.Audit(workspace.Id, actorId, ("schema", workspace.Schema.Name), ("version", update.After.Version)),
        };
        await completion.CompleteAsync(work, ready, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private static string NextStep(Workspace workspace, InitialRows? filling)
        => filling is not null ? "repeat what brings its rows in"
            : workspace.Status == WorkspaceStatus.Spare ? "a host that keeps spares tries again"
            : "call CreateAsync with the same id again, or with the same request id";

    private static WorkspaceTransition TransitionOf(Workspace workspace, InitialRows? filling)
        => filling is not null ? WorkspaceTransition.Import
            : workspace.Status == WorkspaceStatus.Spare ? WorkspaceTransition.Prepare
            : WorkspaceTransition.Provision;

    /// <summary>What a host seeds may depend on whose workspace it is, so it waits until a spare has an owner.</summary>
    private static Seeding SeedingOf(Workspace workspace)
        => workspace.Status == WorkspaceStatus.Spare ? Seeding.Never
            : workspace.DbSchemaName is not null ? Seeding.Always
            : Seeding.AfterMigrations;

    private async Task RecordFailureAsync(Workspace workspace, string message, FailedStatement? failed)
    {
        try
        {
            var fail = WorkspaceTransition.Fail;
            await master.RecordFailureAsync(workspace.Id, message, failed, fail.Action, fail, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception second)
        {
            // The first error is the one to tell; the row stays in Provisioning, which a repeated call completes as well.
            Log.FailureNotRecorded(_logger, second, workspace.Id);
        }
    }
}
