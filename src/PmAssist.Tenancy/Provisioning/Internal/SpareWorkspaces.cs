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

    private readonly SemaphoreSlim _turn = new(1);
    private readonly Queue<Workspace> _candidates = new();
    private readonly ConcurrentDictionary<Guid, bool> _given = new();
    private readonly Channel<bool> _taken = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private volatile bool _areOld;

    public bool AreOn => options.SpareWorkspaces > 0;

    /// <summary>What the host seeds is written when a spare gets its owner.</summary>
    public bool MustBeSeeded => migrations.Scripts.Contexts.Any(c => c.HasSeed);

    public void Dispose() => _turn.Dispose();

    /// <summary>Waits until one was taken, or was wanted and not there.</summary>
    /// <exception cref="TimeoutException">None was.</exception>
    public async Task WaitAsync(TimeSpan atMost, TimeProvider clock, CancellationToken cancellationToken)
        => await _taken.Reader.ReadAsync(cancellationToken).AsTask().WaitAsync(atMost, clock, cancellationToken).ConfigureAwait(false);

    /// <summary>Forgets what was seen: another process has changed some of them.</summary>
    public void LookAgain() => _areOld = true;

    /// <summary>
    /// A spare of this build's version, tracked and unchanged; null if there is none. It may have been changed since it was seen, which
    /// saving it finds. Nobody else in this process gets it until <see cref="Release"/>.
    /// </summary>
    public async Task<Workspace?> TryTakeAsync(MasterDbContext context, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_areOld || _candidates.Count == 0)
            {
                await ReadAsync(context, cancellationToken).ConfigureAwait(false);
            }

            if (!_candidates.TryDequeue(out var spare))
            {
                _taken.Writer.TryWrite(true);
                return null;
            }

            _given[spare.Id] = true;
            context.Attach(spare);
            return spare;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Says that a caller is done with a spare: it has an owner now, or another caller may take it.</summary>
    public void Release(Workspace spare)
    {
        _given.TryRemove(spare.Id, out _);

        // Not before it is saved: who fills up would find it there still.
        _taken.Writer.TryWrite(true);
    }

    private async Task ReadAsync(MasterDbContext context, CancellationToken cancellationToken)
    {
        _areOld = false;
        _candidates.Clear();

        // Before the query: one that gets its owner while it runs may be in its answer.
        var given = _given.Keys.ToHashSet();
        var fingerprint = migrations.Scripts.Fingerprint;
        var found = await context.Workspaces.AsNoTracking()
            .Where(w => w.Status == WorkspaceStatus.Spare && w.DbSchemaName != null && w.SchemaFingerprint == fingerprint)
            .Take(PageSize + given.Count)
            .ToArrayAsync(cancellationToken).ConfigureAwait(false);

        // In no order, so that two processes seldom choose the same one.
        Random.Shared.Shuffle(found);
        foreach (var spare in found.Where(w => !given.Contains(w.Id)))
        {
            _candidates.Enqueue(spare);
        }
    }
}
