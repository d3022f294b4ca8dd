using System.Collections.Concurrent;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// The workspaces that were used since the last flush, one entry each. Only gathers while a host runs that flushes them.
/// </summary>
internal sealed class LastSeen
{
    private readonly ConcurrentDictionary<Guid, bool> _ids = new();

    /// <summary>Whether somebody takes what is gathered.</summary>
    public bool IsKept { get; set; }

    public void Note(Guid id)
    {
        // The look takes no lock, the add does.
        if (IsKept && !_ids.ContainsKey(id))
        {
            _ids.TryAdd(id, true);
        }
    }

    /// <summary>Takes all. One that is noted meanwhile is in this lot or in the next.</summary>
    public IEnumerable<Guid> Take()
    {
        foreach (var (id, _) in _ids)
        {
            if (_ids.TryRemove(id, out _))
            {
                yield return id;
            }
        }
    }
}
