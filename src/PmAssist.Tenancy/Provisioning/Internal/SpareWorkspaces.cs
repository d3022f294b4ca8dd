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
    private readonly Queue<Guid> _candidates = new();
    private readonly HashSet<Guid> _given = [];
    private readonly Channel<bool> _taken = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public bool AreOn => options.SpareWorkspaces > 0;

    /// <summary>What the host seeds is written when a spare gets its owner.</summary>
    public bool MustBeSeeded => migrations.Scripts.Contexts.Any(c => c.HasSeed);

    public void Dispose() => _turn.Dispose();

    /// <summary>Waits until one was taken.</summary>
    /// <exception cref="TimeoutException">None was.</exception>
    public async Task WaitAsync(TimeSpan atMost, TimeProvider clock, CancellationToken cancellationToken)
        => await _taken.Reader.ReadAsync(cancellationToken).AsTask().WaitAsync(atMost, clock, cancellationToken).ConfigureAwait(false);

    /// <summary>Looks at all spares anew, also at those that a call took and then did not save.</summary>
    public async Task LookAgainAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        _candidates.Clear();
        _given.Clear();
        _turn.Release();
    }

    /// <summary>A spare of this build's version, tracked and unchanged; null if there is none.</summary>
    public async Task<Workspace?> TryTakeAsync(MasterDbContext context, CancellationToken cancellationToken)
    {
        while (await TryGiveAsync(context, cancellationToken).ConfigureAwait(false) is { } id)
        {
            var spare = await Ready(context).AsTracking().SingleOrDefaultAsync(w => w.Id == id, cancellationToken).ConfigureAwait(false);
            if (spare is not null)
            {
                _taken.Writer.TryWrite(true);
                return spare;
            }
        }

        _taken.Writer.TryWrite(true);
        return null;
    }

    private async Task<Guid?> TryGiveAsync(MasterDbContext context, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_candidates.Count == 0)
            {
                // In no order, so that two processes seldom choose the same one.
                var found = await Ready(context).Select(w => w.Id).Take(PageSize + _given.Count).ToArrayAsync(cancellationToken)
                    .ConfigureAwait(false);
                Random.Shared.Shuffle(found);
                foreach (var id in found.Where(id => !_given.Contains(id)))
                {
                    _candidates.Enqueue(id);
                }
            }

            if (!_candidates.TryDequeue(out var next))
            {
                return null;
            }

            _given.Add(next);
            return next;
        }
        finally
        {
            _turn.Release();
        }
    }

    private IQueryable<Workspace> Ready(MasterDbContext context)
    {
        var fingerprint = migrations.Scripts.Fingerprint;
        return context.Workspaces.Where(
            w => w.Status == WorkspaceStatus.Spare && w.DbSchemaName != null && w.SchemaFingerprint == fingerprint);
    }
}
