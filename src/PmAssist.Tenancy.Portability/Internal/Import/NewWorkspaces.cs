namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>Makes workspaces with rows, in all or not at all.</summary>
internal sealed class NewWorkspaces(IWorkspaceProvisioning provisioning, ICatalogue catalogue)
{
    /// <param name="request">What to create.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="prepare">What is done to its row in the catalogue before it is visible.</param>
    /// <param name="audit">Makes the entry that says where it came from.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<Workspace> CreateAsync(
        NewWorkspace request,
        InitialRows rows,
        Func<Workspace, Task> prepare,
        Func<Workspace, string?, NewAuditEntry> audit,
        CancellationToken cancellationToken)
    {
        var actorId = request.ActorId ?? request.OwnerId;
        var registered = await provisioning.RegisterAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            await prepare(registered).ConfigureAwait(false);
            await catalogue.WriteAuditAsync(audit(registered, actorId), cancellationToken).ConfigureAwait(false);
            return await provisioning.ProvisionAsync(registered.Id, rows, actorId, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            try
            {
                await provisioning.RemoveAsync(registered.Id, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception second) when (second is not OutOfMemoryException)
            {
                throw new PortabilityException(
                    $"The workspace '{registered.Slug}' ({registered.Id}) could not be made, and what was begun could not be removed: "
                    + $"{second.Message} Nobody sees it; IWorkspaceDoctor finds it as ImportStuck and removes it.",
                    exception);
            }

            throw;
        }
    }
}
