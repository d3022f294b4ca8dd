using System.Security.Claims;
using Microsoft.Extensions.Logging;

namespace PmAssist.Tenancy.Internal;

/// <summary>Leads a request into its workspace: name, look-up, membership, state, scope. Singleton.</summary>
internal sealed class WorkspaceEntrance(
    WorkspaceResolutionBuilder resolution, IWorkspaceDirectory directory, ILogger<WorkspaceEntrance> logger)
{
    private readonly WorkspaceSource[] _sources = [.. resolution.Sources];

    /// <summary>Decides once for each request, whoever asks first: the middleware or an authorization policy.</summary>
    public async ValueTask<WorkspaceOutcome> EnterAsync(HttpContext context, RequestWorkspace request)
        => request.Outcome != WorkspaceOutcome.None
            ? request.Outcome
            : request.Outcome = await DecideAsync(context, request).ConfigureAwait(false);

    private async ValueTask<WorkspaceOutcome> DecideAsync(HttpContext context, RequestWorkspace request)
    {
        if (!IsSignedIn(context.User))
        {
            return WorkspaceOutcome.NoUser;
        }

        var name = await FindNameAsync(context).ConfigureAwait(false);
        if (!name.IsPossible)
        {
            Log.NoWorkspaceNamed(logger, name.IsThere);
            return WorkspaceOutcome.NotFound;
        }

        if (resolution.UserId(context.User) is not { } userId)
        {
            Log.NoUserId(logger);
            return WorkspaceOutcome.NotFound;
        }

        return await EnterAsync(name, userId, request).ConfigureAwait(false);
    }

    /// <summary>Not canceled with its request: the query serves others too, and a migration had better end.</summary>
    private async ValueTask<WorkspaceOutcome> EnterAsync(WorkspaceName name, string userId, RequestWorkspace request)
    {
        try
        {
            var found = await FindAsync(name, userId).ConfigureAwait(false);
            if (found is not { Role: not null } listing || !name.Fits(listing))
            {
                Log.NotFound(logger, found is not null);
                return WorkspaceOutcome.NotFound;
            }

            request.Listing = listing;
            if (listing.Status == WorkspaceStatus.Active)
            {
                await request.Accessor.EnterAsync(listing, CancellationToken.None).ConfigureAwait(false);
            }

            return OutcomeOf(listing.Status);
        }
        catch (MasterUnavailableException exception)
        {
            Log.CatalogueAway(logger, exception);
            return WorkspaceOutcome.CatalogueAway;
        }
        catch (Exception exception) when (exception is WorkspaceUnavailableException or SchemaLockedException or WorkspaceMigrationException)
        {
            Log.NotReady(logger, exception);
            return WorkspaceOutcome.NotReady;
        }
    }

    /// <summary>By any of its identities, as ASP.NET Core's own policies see it; mostly the first.</summary>
    private static bool IsSignedIn(ClaimsPrincipal user)
        => user.Identity is { IsAuthenticated: true } || user.Identities.Any(identity => identity.IsAuthenticated);

    private ValueTask<WorkspaceListing?> FindAsync(in WorkspaceName name, string userId)
        => name.Slug is null
            ? directory.FindAsync(name.Id, userId, CancellationToken.None)
            : directory.FindBySlugAsync(name.Slug, userId, CancellationToken.None);

    /// <summary>What the request calls its workspace. See <see cref="WorkspaceResolutionBuilder"/> for the rule.</summary>
    private async ValueTask<WorkspaceName> FindNameAsync(HttpContext context)
    {
        WorkspaceName name = default;
        foreach (var source in _sources)
        {
            if (!name.IsThere || !source.IsDefault)
            {
                name = name.And(await source.FindAsync(context).ConfigureAwait(false));
            }
        }

        return name;
    }

    public static WorkspaceOutcome OutcomeOf(WorkspaceStatus status)
        => status switch
        {
            WorkspaceStatus.Active => WorkspaceOutcome.Entered,
            WorkspaceStatus.Suspended => WorkspaceOutcome.Suspended,
            WorkspaceStatus.Archived or WorkspaceStatus.Deleting or WorkspaceStatus.Deleted => WorkspaceOutcome.Gone,
            _ => WorkspaceOutcome.NotReady,
        };
}
