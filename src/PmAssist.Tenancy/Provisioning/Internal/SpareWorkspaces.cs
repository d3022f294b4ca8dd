using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// The spares that a new workspace can take. A process looks at some of them at once and gives each to one caller; the row's version
/// decides between processes, when the workspace is saved.
/// </summary>
internal sealed class SpareWorkspaces(MigrationSet migrations, TenancyOptions options) : IDisposable
{
    private const int PageSize = 64;

    /// <summary>With so few left, one caller looks for more while the others take these.</summary>
    private const int Few = 16;

    private readonly SemaphoreSlim _turn = new(1);
    private readonly ConcurrentQueue<Workspace> _candidates = new();

    /// <summary>The candidates, and those that a caller has who is not done.</summary>
    private readonly ConcurrentDictionary<Guid, bool> _known = new();
    private readonly Channel<bool> _taken = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private volatile bool _areOld;
    private volatile bool _mayBeMore;

    public bool AreOn => options.SpareWorkspaces > 0;

    /// <summary>What the host seeds is written when a spare gets its owner.</summary>
    public bool MustBeSeeded => migrations.Scripts.Contexts.Any(c => c.HasSeed);

    public void Dispose() => _turn.Dispose();

    /// <summary>Waits until one was taken, or was wanted and not there, but no longer than <paramref name="atMost"/>.</summary>
    public async Task WaitAsync(TimeSpan atMost, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(atMost, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            // Canceled rather than left: a reader that nobody waits for would take the next signal.
            await _taken.Reader.ReadAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The time is over.
        }
    }

    /// <summary>Forgets what was seen: another process has changed some of them.</summary>
    public void LookAgain() => _areOld = true;

    /// <summary>
    /// A spare of this build's version, tracked and unchanged; null if there is none. It may have been changed since it was seen, which
    /// saving it finds. Nobody else in this process gets it until <see cref="Release"/>.
    /// </summary>
    public async Task<Workspace?> TryTakeAsync(MasterDbContext context, CancellationToken cancellationToken)
    {
        if (await NextAsync(context, cancellationToken).ConfigureAwait(false) is not { } spare)
        {
            _taken.Writer.TryWrite(true);
            return null;
        }

        try
        {
            await LookAheadAsync(context, cancellationToken).ConfigureAwait(false);
            context.Attach(spare);
            return spare;
        }
        catch
        {
            Release(spare);
            throw;
        }
    }

    /// <summary>Says that a caller is done with a spare: it has an owner now, or another caller may take it.</summary>
    public void Release(Workspace spare)
    {
        _known.TryRemove(spare.Id, out _);

        // Not before it is saved: who fills up would find it there still.
        _taken.Writer.TryWrite(true);
    }

    private async Task<Workspace?> NextAsync(MasterDbContext context, CancellationToken cancellationToken)
    {
        if (!_areOld && _candidates.TryDequeue(out var next))
        {
            return next;
        }

        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Others take them too, without a turn.
            var areThere = true;
            while (areThere)
            {
                if (!_areOld && _candidates.TryDequeue(out next))
                {
                    return next;
                }

                areThere = await ReadAsync(context, cancellationToken).ConfigureAwait(false);
            }

            return null;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task LookAheadAsync(MasterDbContext context, CancellationToken cancellationToken)
    {
        if (_mayBeMore && _candidates.Count < Few && _turn.Wait(TimeSpan.Zero, CancellationToken.None))
        {
            try
            {
                await ReadAsync(context, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _turn.Release();
            }
        }
    }

    /// <returns>Whether there are any.</returns>
    private async Task<bool> ReadAsync(MasterDbContext context, CancellationToken cancellationToken)
    {
        if (_areOld)
        {
            _areOld = false;
            while (_candidates.TryDequeue(out var old))
            {
                _known.TryRemove(old.Id, out _);
            }
        }

        // Before the query: one that gets its owner while it runs may be in its answer.
        var known = _known.Keys.ToHashSet();
        var fingerprint = migrations.Scripts.Fingerprint;
        var most = PageSize + known.Count;
        var found = await context.Workspaces.AsNoTracking()
            .Where(w => w.Status == WorkspaceStatus.Spare && w.DbSchemaName != null && w.SchemaFingerprint == fingerprint)
            .Take(most)
            .ToArrayAsync(cancellationToken).ConfigureAwait(false);
        _mayBeMore = found.Length == most;

        // In no order, so that two processes seldom choose the same one.
        Random.Shared.Shuffle(found);
        var areThere = false;
        foreach (var spare in found.Where(w => !known.Contains(w.Id)))
        {
            areThere = true;
            _known[spare.Id] = true;
            _candidates.Enqueue(spare);
        }

        return areThere;
    }
}
