using System.Security.Claims;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace PmAssist.Tenancy.Internal;

/// <summary>Leads a request into its workspace: name, look-up, membership, state. Singleton.</summary>
internal sealed class WorkspaceEntrance(
    WorkspaceResolutionBuilder resolution, IWorkspaceDirectory directory, IServiceScopeFactory scopes, ILoggerFactory loggers)
{
    private readonly ILogger _logger = loggers.CreateLogger(WorkspaceRequestEvents.Category);
    private readonly WorkspaceSource[] _sources = [.. resolution.Sources];

    /// <summary>
    /// Decides about a request and leads its scope into the workspace. Whoever asks second, the middleware or an authorization policy,
    /// gets the same decision, unless user or path have changed since.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="endpoint">Its endpoint.</param>
    public ValueTask<WorkspaceDecision> EnterAsync(HttpContext context, Endpoint? endpoint)
    {
        var (services, user) = (context.Features.Get<IServiceProvidersFeature>(), context.User);
        if (services is RequestWorkspace known && known.IsFor(context, user, endpoint))
        {
            return new(known.Decision);
        }

        var deciding = DecideAsync(context, user);
        if (!deciding.IsCompletedSuccessfully)
        {
            return WaitAsync(deciding, context, user, endpoint);
        }

        var decision = deciding.Result;
        RequestWorkspace.Of(context, services, scopes).Keep(decision, user, endpoint);
        return new(decision);
    }

    /// <summary>
    /// Decides for a user, and enters nothing. Not canceled with its request: the query serves others too, and a migration had better end.
    /// </summary>
    public ValueTask<WorkspaceDecision> DecideAsync(HttpContext context, ClaimsPrincipal user)
    {
        if (!IsSignedIn(user))
        {
            return new(new WorkspaceDecision(WorkspaceOutcome.NoUser));
        }

        var naming = FindNameAsync(context, user);
        return naming.IsCompletedSuccessfully ? DecideAsync(naming.Result, user) : WaitAsync(naming, user);
    }

    /// <summary>The same for a workspace that is known already.</summary>
    public ValueTask<WorkspaceDecision> DecideAsync(Guid workspaceId, ClaimsPrincipal user)
        => IsSignedIn(user) ? DecideAsync(WorkspaceName.Of(workspaceId), user) : new(new WorkspaceDecision(WorkspaceOutcome.NoUser));

    /// <summary>How a user stands to a workspace, for a connection that lasts. Migrates nothing.</summary>
    public async ValueTask<WorkspaceOutcome> LookAsync(Guid workspaceId, ClaimsPrincipal user, WorkspaceRole least)
    {
        if (!IsSignedIn(user) || resolution.UserId(user) is not { } userId)
        {
            return WorkspaceOutcome.NoUser;
        }

        return await directory.FindAsync(workspaceId, userId, CancellationToken.None).ConfigureAwait(false) is { Role: not null } found
            ? new WorkspaceDecision(OutcomeOf(found.Status), found).For(least)
            : WorkspaceOutcome.NotFound;
    }

    /// <summary>What an error says of a workspace; null for one that says nothing.</summary>
    public static WorkspaceOutcome? OutcomeOf(Exception exception)
        => exception switch
        {
            WorkspaceNotFoundException => WorkspaceOutcome.NotFound,
            WorkspaceUnavailableException { Status: WorkspaceStatus.Active } => WorkspaceOutcome.NotReady,
            WorkspaceUnavailableException unavailable => OutcomeOf(unavailable.Status),
            SchemaLockedException or WorkspaceMigrationException { WorkspaceId: not null } => WorkspaceOutcome.NotReady,
            MasterUnavailableException => WorkspaceOutcome.CatalogueAway,
            _ => null,
        };

    private static WorkspaceOutcome OutcomeOf(WorkspaceStatus status)
        => status switch
        {
            WorkspaceStatus.Active => WorkspaceOutcome.Admitted,
            WorkspaceStatus.Suspended => WorkspaceOutcome.Suspended,
            WorkspaceStatus.Archived or WorkspaceStatus.Deleting or WorkspaceStatus.Deleted => WorkspaceOutcome.Gone,
            _ => WorkspaceOutcome.NotReady,
        };

    private async ValueTask<WorkspaceDecision> WaitAsync(
        ValueTask<WorkspaceDecision> deciding, HttpContext context, ClaimsPrincipal user, Endpoint? endpoint)
    {
        var decision = await deciding.ConfigureAwait(false);
        RequestWorkspace.Of(context, context.Features.Get<IServiceProvidersFeature>(), scopes).Keep(decision, user, endpoint);
        return decision;
    }

    private async ValueTask<WorkspaceDecision> WaitAsync(ValueTask<WorkspaceName> naming, ClaimsPrincipal user)
        => await DecideAsync(await naming.ConfigureAwait(false), user).ConfigureAwait(false);

    private async ValueTask<WorkspaceDecision> DecideAsync(WorkspaceName name, ClaimsPrincipal user)
    {
        if (!name.IsPossible)
        {
            Log.NoWorkspaceNamed(_logger, name.IsThere);
            return new(WorkspaceOutcome.NotFound);
        }

        if (resolution.UserId(user) is not { } userId)
        {
            Log.NoUserId(_logger);
            return new(WorkspaceOutcome.NotFound);
        }

        try
        {
            var found = await FindAsync(name, userId).ConfigureAwait(false);
            if (found is not { Role: not null } listing || !name.Fits(listing))
            {
                Log.NotFound(_logger, found is not null);
                return new(WorkspaceOutcome.NotFound);
            }

            return listing.Status == WorkspaceStatus.Active
                ? new(WorkspaceOutcome.Admitted, await directory.AdmitAsync(listing, CancellationToken.None).ConfigureAwait(false))
                : new(OutcomeOf(listing.Status), listing);
        }
        catch (TenancyException exception) when (exception is WorkspaceMigrationException || OutcomeOf(exception) is not null)
        {
            var outcome = OutcomeOf(exception) ?? WorkspaceOutcome.NotReady;
            if (outcome == WorkspaceOutcome.CatalogueAway)
            {
                Log.CatalogueAway(_logger, exception);
            }
            else if (outcome == WorkspaceOutcome.NotReady)
            {
                Log.NotReady(_logger, exception);
            }

            return new(outcome);
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
    private ValueTask<WorkspaceName> FindNameAsync(HttpContext context, ClaimsPrincipal user)
        => _sources is [var only] ? only.FindAsync(context, user) : CombineNamesAsync(context, user);

    private async ValueTask<WorkspaceName> CombineNamesAsync(HttpContext context, ClaimsPrincipal user)
    {
        WorkspaceName name = default;
        foreach (var source in _sources)
        {
            if (!name.IsThere || !source.IsDefault)
            {
                name = name.And(await source.FindAsync(context, user).ConfigureAwait(false));
            }
        }

        return name;
    }
}
