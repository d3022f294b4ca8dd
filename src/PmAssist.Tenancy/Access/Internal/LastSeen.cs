using System.Collections.Concurrent;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// The workspaces that were used since the last flush, one entry each. Collects only while a running host flushes them.
/// </summary>
internal sealed class LastSeen
{
    private readonly ConcurrentDictionary<Guid, bool> _ids = new();

    /// <summary>Whether a host flushes what is collected.</summary>
    public bool IsKept { get; set; }

    public void Note(Guid id)
    {
        // ContainsKey takes no lock; adding does.
        if (IsKept && !_ids.ContainsKey(id))
        {
            _ids.TryAdd(id, true);
        }
    }

    /// <summary>Takes all. A use that is noted meanwhile is in this batch or in the next.</summary>
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
