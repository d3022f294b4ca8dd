using System.Transactions;
using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Internal;

internal sealed class WorkspaceDirectory : IWorkspaceDirectory
{
    /// <summary>Whoever has an id that no member can have.</summary>
    private const string Nobody = "";

    private readonly MasterStore _master;
    private readonly WorkspaceGate _gate;
    private readonly CatalogueCache _cache;
    private readonly CatalogueIndex _index;
    private readonly TenancyMeter _meter;
    private readonly LookUpQueue _queue;

    public WorkspaceDirectory(MasterStore master, WorkspaceGate gate, CatalogueCache cache, CatalogueIndex index, TenancyMeter meter)
    {
        (_master, _gate, _cache, _index, _meter) = (master, gate, cache, index, meter);
        _queue = new LookUpQueue(ReadAsync);
    }

    public ValueTask<WorkspaceListing?> FindAsync(Guid workspaceId, string? userId, CancellationToken cancellationToken = default)
        => workspaceId == Guid.Empty ? default : FindAsync(new LookUpKey(workspaceId, Slug: null, userId), cancellationToken);

    public ValueTask<WorkspaceListing?> FindBySlugAsync(string slug, string? userId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(slug);
        return FindAsync(new LookUpKey(Guid.Empty, slug, userId), cancellationToken);
    }

    public ValueTask<WorkspaceListing> AdmitAsync(WorkspaceListing listing, CancellationToken cancellationToken = default)
    {
        var admitting = _gate.AdmitAsync(listing.Entry, cancellationToken);
        return admitting.IsCompletedSuccessfully
            ? new(new WorkspaceListing(admitting.Result, listing.Role))
            : WaitAsync(admitting, listing.Role);

        // Not a closure, which would be made in each call.
        static async ValueTask<WorkspaceListing> WaitAsync(ValueTask<CatalogueEntry> admitting, WorkspaceRole? role)
            => new(await admitting.ConfigureAwait(false), role);
    }

    private ValueTask<WorkspaceListing?> FindAsync(in LookUpKey key, CancellationToken cancellationToken)
    {
        var isKnown = _index.TryFind(key, out var found);
        _meter.LookedUp(isKnown);
        return isKnown ? new(ListingOf(found)) : AskAsync(key, cancellationToken);
    }

    private async ValueTask<WorkspaceListing?> AskAsync(LookUpKey key, CancellationToken cancellationToken)
    {
        if (key.Slug is not null && !WorkspaceSlug.IsValid(key.Slug))
        {
            return null;
        }

        // Still somebody's question, so that it takes as long whether or not the workspace is there.
        if (key.UserId is not (null or Nobody) && !IsPossible(key.UserId))
        {
            return await FindAsync(key with { UserId = Nobody }, cancellationToken).ConfigureAwait(false);
        }

        // In a host's TransactionScope the rows may be uncommitted, so no other caller may see them.
        return ListingOf(Transaction.Current is null
            ? await _queue.AskAsync(key, cancellationToken).ConfigureAwait(false)
            : await ReadAloneAsync(key, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Whether somebody with this id can be a member of anything.</summary>
    private static bool IsPossible(string userId)
        => userId.Length <= WorkspaceMember.MaxUserIdLength && !string.IsNullOrWhiteSpace(userId) && StoredText.ProblemOf(userId) is null;

    private async Task<LookUpResult> ReadAloneAsync(LookUpKey key, CancellationToken cancellationToken)
    {
        var answer = await _master.ReadAsync(
            (context, token) => LookUpAnswer.ReadAsync(context, [key], token), cancellationToken).ConfigureAwait(false);
        return _index.Pass(key, answer.RowOf(key), answer.RoleOf(key));
    }

    /// <returns>Whether everything was found.</returns>
    private async Task<bool> ReadAsync(IReadOnlyList<LookUp> lookUps)
    {
        var reading = _cache.BeginReading();
        try
        {
            var answer = await _master.ReadAsync(
                (context, token) => LookUpAnswer.ReadAsync(context, [.. lookUps.Select(l => l.Key)], token), CancellationToken.None)
                .ConfigureAwait(false);
            var foundAll = true;
            foreach (var lookUp in lookUps)
            {
                var result = _index.Keep(reading, lookUp.Key, answer.RowOf(lookUp.Key), answer.RoleOf(lookUp.Key));
                foundAll &= result.Entry is not null && (result.Role is not null || lookUp.Key.UserId is null);
                lookUp.SetResult(result);
            }

            return foundAll;
        }
        finally
        {
            _cache.EndReading(reading);
        }
    }

    private static WorkspaceListing? ListingOf(in LookUpResult result)
        => result.Entry is { } entry ? new WorkspaceListing(entry, result.Role) : null;
}
