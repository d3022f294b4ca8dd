using System.Data.Common;
using System.Runtime.ExceptionServices;
using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>Puts the rows of a file in the place of a workspace's, in one transaction, while nobody is in the workspace.</summary>
internal sealed class WorkspaceRestorer(
    FilePlanner planner,
    RowLoader loader,
    WorkspaceExporter exporter,
    LockedWorkspaces locked,
    ICatalogue catalogue,
    IWorkspaceService workspaces,
    PortabilityAudit audit)
{
    public async Task<ExportManifest> RestoreAsync(
        Guid workspaceId, Stream source, RestoreOptions options, CancellationToken cancellationToken)
    {
        if (options.Previous is null && !options.DiscardPrevious)
        {
            throw new PortabilityException(
                "The rows that the workspace has would be lost. Set Previous to a stream that they are exported to first, or "
                + "DiscardPrevious if nobody will want them. Nothing was changed.");
        }

        var file = await ExportFile.OpenAsync(source, options.SigningKey, cancellationToken).ConfigureAwait(false);
        await using var disposal = file.ConfigureAwait(false);
        var manifest = file.Manifest;
        if (manifest.IsPartial)
        {
            throw new PortabilityException(
                "The file has only some of the workspace's tables, so the rows of the others would be lost. Copy from it (CopyBackAsync) "
                + "instead. Nothing was changed.");
        }

        MaskedRows.Refuse(manifest, workspaceId, manifest.Tables);
        var plan = await planner.PlanAsync(file, options.RoundTimes, cancellationToken).ConfigureAwait(false);
        var workspace = await workspaces.GetAsync(workspaceId, cancellationToken).ConfigureAwait(false);
        var wasActive = await catalogue.SuspendForRestoreAsync(workspaceId, options.ActorId, cancellationToken).ConfigureAwait(false);
        Exception? failure = null;
        try
        {
            if (options.Previous is { } previous)
            {
                var whole = new ExportOptions { SigningKey = options.SigningKey, ActorId = options.ActorId, Members = true };
                await exporter.ExportAsync(workspaceId, previous, whole, cancellationToken).ConfigureAwait(false);
            }

            await locked.ChangeAsync(
                workspace,
                plan.Version,
                async (session, token) =>
                {
                    await RefuseOpenAsync(workspace, token).ConfigureAwait(false);
                    await loader.ReplaceAsync(session, file, plan, new ProgressMeter(options.Progress, manifest.Rows), token)
                        .ConfigureAwait(false);
                    await RefuseOpenAsync(workspace, token).ConfigureAwait(false);
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            failure = exception;
            throw;
        }
        finally
        {
            if (wasActive)
            {
                await ResumeAsync(workspace, options.ActorId, failure).ConfigureAwait(false);
            }
        }

        await audit.WriteAsync(
            "workspace.data_restored", workspaceId, options.ActorId, CancellationToken.None, PortabilityAudit.Details(manifest))
            .ConfigureAwait(false);
        return manifest;
    }

    /// <summary>Somebody may have taken the restore for one that was killed. What they wrote since must not be lost.</summary>
    private async Task RefuseOpenAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        WorkspaceStatus status;
        try
        {
            status = (await catalogue.GetAsync(workspace.Id, cancellationToken).ConfigureAwait(false)).Status;
        }
        catch (MasterUnavailableException exception) when (exception.InnerException is DbException lost)
        {
            // As the driver told it: a strategy knows by that whether to begin again.
            ExceptionDispatchInfo.Throw(lost);
            throw;
        }

        if (status == WorkspaceStatus.Active)
        {
            throw new PortabilityException(
                $"The workspace '{workspace.Slug}' ({workspace.Id}) was resumed while its rows were being restored, so it has its rows as "
                + "before. Restore it again.");
        }
    }

    /// <summary>
    /// As it was, whether the rows are the old ones or the new: unless somebody suspended, archived or deleted it meanwhile, which stays.
    /// </summary>
    private async Task ResumeAsync(Workspace workspace, string? actorId, Exception? failure)
    {
        try
        {
            var isClosed = await catalogue.ReadAsync(
                (context, token) => context.Workspaces.AnyAsync(
                    w => w.Id == workspace.Id
                        && w.Status == WorkspaceStatus.Suspended
                        && EF.Property<WorkspaceStatus?>(w, "RestoreStatus") != null,
                    token),
                CancellationToken.None).ConfigureAwait(false);
            if (isClosed)
            {
                await workspaces.ResumeAsync(workspace.Id, actorId, CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (Exception second) when (second is not OutOfMemoryException)
        {
            throw new PortabilityException(
                $"The workspace '{workspace.Slug}' ({workspace.Id}) has {(failure is null ? "the rows of the file" : "its rows as before")}"
                + $", and is still suspended: {second.Message.TrimEnd('.')}. Fix the cause and call ResumeAsync.",
                failure ?? second);
        }
    }
}
