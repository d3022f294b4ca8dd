using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Completes what a crash left half done, and refuses a database that has the template schema, where a forgotten binding
/// would find tables.
/// </summary>
internal sealed class StartupCheck(
    MasterStore master,
    FleetSurvey survey,
    WorkspaceProvisioner provisioner,
    WorkspacePurger purger,
    TenancyProvider provider,
    ILoggerFactory loggers)
{
    private const int MostNamed = 20;

    private static readonly TimeSpan NoWait = TimeSpan.FromMilliseconds(1);

    private readonly ILogger _logger = loggers.CreateLogger(TenancySignals.ProvisioningLog);

    /// <param name="mustReach">Whether a database that cannot be reached or has no master schema is an error.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    public async Task RunAsync(bool mustReach, CancellationToken cancellationToken)
    {
        List<Workspace> unfinished;
        try
        {
            unfinished = await ReadAsync(cancellationToken).ConfigureAwait(false);
            await TellMissingAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (MasterUnavailableException exception) when (!mustReach)
        {
            Log.StartupCheckSkipped(_logger, exception);
            return;
        }

        foreach (var workspace in unfinished)
        {
            await FinishAsync(workspace, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>One whose schema is gone keeps no host from starting; its requests are refused.</summary>
    private async Task TellMissingAsync(CancellationToken cancellationToken)
    {
        var missing = await survey.FindMissingAsync(cancellationToken).ConfigureAwait(false);
        if (missing.Count > 0 && _logger.IsEnabled(LogLevel.Error))
        {
            Log.SchemasMissing(_logger, missing.Count, string.Join(", ", missing.Take(MostNamed).Select(w => $"{w.Slug} ({w.Id})")));
        }
    }

    private Task<List<Workspace>> ReadAsync(CancellationToken cancellationToken)
        => master.ReadAsync(
            async (context, token) =>
            {
                var unfinished = await context.Workspaces.AsNoTracking()
                    .Where(w => w.Status == WorkspaceStatus.Provisioning
                        || (w.Status == WorkspaceStatus.Deleting && w.RestoreStatus == null))
                    .OrderBy(w => w.UpdatedUtc)
                    .ToListAsync(token).ConfigureAwait(false);
                var schemas = await provider.GetSchemasAsync(context, token).ConfigureAwait(false);
                return schemas.Any(s => s.IsTemplate)
                    ? throw new TenancyException(
                        $"The database has the template schema {WorkspaceSchema.TemplateName}, which must not exist: a context "
                        + "without a workspace would find tables there. A migration script was probably run unchanged; check what is "
                        + "in it, then drop it.")
                    : unfinished;
            },
            cancellationToken);

    /// <summary>One that another process is working on is locked, and left to it.</summary>
    private async Task FinishAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        try
        {
            if (workspace.Status == WorkspaceStatus.Deleting)
            {
                await purger.PurgeAsync(workspace.Id, new PurgeRequest(ActorId: null) { LockTimeout = NoWait }, cancellationToken)
                    .ConfigureAwait(false);
            }
            else
            {
                await provisioner.ProvisionAsync(workspace, actorId: null, NoWait, filling: null, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (TenancyException exception)
        {
            // A failed provisioning stands in the catalogue as Failed; one workspace does not keep the host from starting.
            Log.UnfinishedWorkspaceLeft(_logger, exception, workspace.Id, workspace.Status);
        }
    }
}
