using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Internal;

internal sealed class IntegrationService(CurrentContext current) : IIntegrationService
{
    public async Task<WorkspaceIntegration> CreateAsync(NewIntegration integration, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(integration);
        var added = new WorkspaceIntegration
        {
            Provider = Ensure.Text(integration.Provider, 64),
            ExternalId = Ensure.Text(integration.ExternalId, 256),
            DisplayName = Ensure.Text(integration.DisplayName, 200),
            ExternalUrl = Ensure.AtMost(integration.ExternalUrl, 2048) is { } url && !string.IsNullOrWhiteSpace(url) ? url : null,
            Configuration = Ensure.Json(integration.Configuration) ?? "{}",
        };

        var context = current.Context;
        if (await IsLinkedAsync(context, added, cancellationToken).ConfigureAwait(false))
        {
            throw AlreadyLinked(added, exception: null);
        }

        context.Add(added);
        try
        {
            await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
            return added;
        }
        catch (DbUpdateException exception) when (context.Database.CurrentTransaction is null)
        {
            context.Entry(added).State = EntityState.Detached;
            if (await IsLinkedAsync(context, added, cancellationToken).ConfigureAwait(false))
            {
                throw AlreadyLinked(added, exception);
            }

            throw;
        }
    }

    public Task<WorkspaceIntegration?> FindAsync(Guid id, CancellationToken cancellationToken = default)
        => current.Context.Integrations.SingleOrDefaultAsync(i => i.Id == id, cancellationToken);

    public async Task<IReadOnlyList<WorkspaceIntegration>> ListAsync(
        string? provider = null, CancellationToken cancellationToken = default)
    {
        Ensure.TextOrNull(provider, 64);
        return await current.Context.Integrations
            .Where(i => provider == null || i.Provider == provider)
            .OrderBy(i => i.DisplayName)
            .ToListAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task<WorkspaceIntegration> UpdateAsync(
        Guid id, IntegrationChanges changes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(changes);
        var displayName = changes.DisplayName is { } name ? Ensure.Text(name, 200, nameof(changes.DisplayName)) : null;
        if (changes.Status is { } status && !Enum.IsDefined(status))
        {
            throw new ArgumentOutOfRangeException(nameof(changes), status, "There is no such status.");
        }

        var externalUrl = Ensure.AtMost(changes.ExternalUrl, 2048);
        var configuration = Ensure.Json(changes.Configuration);

        var integration = await FindTrackedAsync(id, cancellationToken).ConfigureAwait(false) ?? throw new IntegrationNotFoundException(id);
        integration.DisplayName = displayName ?? integration.DisplayName;
        integration.ExternalUrl = externalUrl is null ? integration.ExternalUrl
            : string.IsNullOrWhiteSpace(externalUrl) ? null
            : externalUrl;
        integration.Configuration = configuration ?? integration.Configuration;
        integration.Status = changes.Status ?? integration.Status;
        await SaveAsync(id, cancellationToken).ConfigureAwait(false);
        return integration;
    }

    public async Task<bool> RemoveAsync(Guid id, CancellationToken cancellationToken = default)
    {
        if (await FindTrackedAsync(id, cancellationToken).ConfigureAwait(false) is not { } integration)
        {
            return false;
        }

        current.Context.Remove(integration);
        await SaveAsync(id, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Whatever the host's options say about tracking.</summary>
    private Task<WorkspaceIntegration?> FindTrackedAsync(Guid id, CancellationToken cancellationToken)
        => current.Context.Integrations.AsTracking().SingleOrDefaultAsync(i => i.Id == id, cancellationToken);

    private static Task<bool> IsLinkedAsync(WorkspaceDbContext context, WorkspaceIntegration added, CancellationToken cancellationToken)
        => context.Integrations.AnyAsync(i => i.Provider == added.Provider && i.ExternalId == added.ExternalId, cancellationToken);

    private static WorkspaceConflictException AlreadyLinked(WorkspaceIntegration added, Exception? exception)
        => new($"{added.Provider} '{added.ExternalId}' is already linked to this workspace. Change it with UpdateAsync.", exception);

    private async Task SaveAsync(Guid id, CancellationToken cancellationToken)
    {
        try
        {
            await current.Context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (DbUpdateConcurrencyException exception)
        {
            throw new WorkspaceConflictException(
                $"Another call changed the integration {id} at the same time; this one changed nothing. Read it and try again.", exception);
        }
    }
}
