namespace PmAssist.Tenancy.Internal;

/// <summary>Repairs what is safe, after it has looked again under the workspace's lock.</summary>
internal sealed class WorkspaceRepairs(
    SchemaSessions sessions,
    MasterStore master,
    FleetHistories histories,
    WorkspaceVerifier verifier,
    WorkspaceProvisioner provisioner,
    WorkspacePurger purger,
    UnfinishedImports imports,
    SchemaReader reader,
    ChangeCompletion completion,
    WorkspaceLifecycle lifecycle)
{
    /// <returns>Whether anything was changed.</returns>
    public async Task<bool> RepairAsync(WorkspaceFinding finding, string? actorId, CancellationToken cancellationToken)
    {
        var workspace = await master.FindAsync(finding.Workspace!.Id, cancellationToken).ConfigureAwait(false);
        return workspace is not null && finding.Kind switch
        {
            WorkspaceFindingKind.SchemaMissing => workspace is { IsProvisioned: true, SchemaFingerprint: not null }
                && await verifier.NoteMissingAsync(workspace, cancellationToken).ConfigureAwait(false),
            WorkspaceFindingKind.CatalogueWrong => workspace.IsProvisioned
                && await StampAsync(workspace, cancellationToken).ConfigureAwait(false),
            WorkspaceFindingKind.ProvisioningStuck => workspace is { Status: WorkspaceStatus.Provisioning }
                    or { Status: WorkspaceStatus.Spare, DbSchemaName: null }
                && await ProvisionAsync(workspace, actorId, cancellationToken).ConfigureAwait(false),
            WorkspaceFindingKind.ImportStuck => await imports.RemoveAsync(workspace.Id, cancellationToken).ConfigureAwait(false),
            WorkspaceFindingKind.RestoreStuck => workspace.IsBeingRestored
                && await ReopenAsync(workspace, actorId, cancellationToken).ConfigureAwait(false),
            WorkspaceFindingKind.DeletingStuck => workspace.Status == WorkspaceStatus.Deleting
                && await PurgeAsync(workspace, actorId, cancellationToken).ConfigureAwait(false),
            _ => workspace.IsProvisioned && await MendAsync(workspace, finding, actorId, cancellationToken).ConfigureAwait(false),
        };
    }

    private async Task<bool> StampAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        var read = await histories.ReadAsync([workspace], cancellationToken).ConfigureAwait(false);
        return await verifier.RepairAsync(workspace, read[workspace.Schema], cancellationToken).ConfigureAwait(false) is not null;
    }

    private async Task<bool> ProvisionAsync(Workspace workspace, string? actorId, CancellationToken cancellationToken)
    {
        await provisioner.ProvisionAsync(workspace, actorId, lockTimeout: null, filling: null, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Under the schema's lock, which a restore has while it replaces rows.</summary>
    private Task<bool> ReopenAsync(Workspace workspace, string? actorId, CancellationToken cancellationToken)
        => sessions.InWorkspaceAsync(
            workspace,
            new SchemaSessionOptions(),
            async (_, token) => (await lifecycle.ReopenAsync(workspace.Id, actorId, token).ConfigureAwait(false)).Status
                == WorkspaceStatus.Active,
            cancellationToken);

    /// <summary>Only one whose time has come: until then it can be restored.</summary>
    private Task<bool> PurgeAsync(Workspace workspace, string? actorId, CancellationToken cancellationToken)
        => purger.PurgeAsync(workspace.Id, new PurgeRequest(actorId) { DueUtc = master.UtcNow }, cancellationToken);

    private async Task<bool> MendAsync(
        Workspace workspace, WorkspaceFinding finding, string? actorId, CancellationToken cancellationToken)
    {
        try
        {
            return await sessions.InWorkspaceAsync(
                workspace,
                new SchemaSessionOptions(),
                async (session, token) =>
                {
                    var contents = await reader.ReadAsync(session, workspace.Schema, token).ConfigureAwait(false);
                    if (!IsThereStill(finding, contents))
                    {
                        return false;
                    }

                    var work = SchemaWork.On(session, workspace.Schema);
                    work.Add([new SchemaStatement(finding.Script!, isGenerated: false)]);
                    await work.FlushAsync(token).ConfigureAwait(false);
                    await completion.CompleteAsync(work, ChangeOf(finding, workspace.Id, actorId), token).ConfigureAwait(false);
                    return true;
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not TenancyException && DatabaseError.CauseOf(exception) is not null)
        {
            throw new WorkspaceMigrationException(
                $"The {finding.ObjectName} of the workspace '{workspace.Slug}' ({workspace.Id}) could not be repaired: "
                + $"{DatabaseError.SentenceOf(exception)} Nothing was changed.",
                exception)
            {
                WorkspaceId = workspace.Id,
            };
        }
    }

    private static bool IsThereStill(WorkspaceFinding finding, SchemaContents contents)
    {
        var found = contents.Find(finding.Wanted!);
        return finding.Found is { } before
            ? found?.State == before.State && found?.Definition == before.Definition
            : found is null;
    }

    private static WorkspaceChange ChangeOf(WorkspaceFinding finding, Guid id, string? actorId)
        => new(id, new Dictionary<string, object?>())
        {
            Audit = new NewAuditEntry("workspace.repaired", nameof(Workspace), id.ToString())
            {
                WorkspaceId = id,
                ActorId = actorId,
                Details = AuditDetails.Of(
                    ("finding", finding.Kind.ToString()), ("object", finding.ObjectName), ("statement", finding.Script)),
            },
        };
}
