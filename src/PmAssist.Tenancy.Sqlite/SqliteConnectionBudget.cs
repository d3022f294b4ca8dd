using Microsoft.Data.Sqlite;

namespace PmAssist.Tenancy;

/// <summary>
/// Bounds the handles that idle connections keep open: the driver has a pool per file, so ten thousand workspaces would keep
/// ten thousand files open. The pool of the file used longest ago is emptied when there are more than the limit.
/// </summary>
internal sealed class SqliteConnectionBudget(int limit = SqliteConnectionBudget.DefaultLimit)
{
    // A database in WAL mode has up to three handles open; many systems allow a process 1,024.
    public const int DefaultLimit = 200;

    private readonly Lock _lock = new();
    private readonly LinkedList<string> _order = [];
    private readonly Dictionary<string, LinkedListNode<string>> _nodes = [];

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _nodes.Count;
            }
        }
    }

    public void Touch(string connectionString)
    {
        string? evicted = null;
        lock (_lock)
        {
            if (_nodes.TryGetValue(connectionString, out var node))
            {
                _order.Remove(node);
                _order.AddLast(node);
                return;
            }

            _nodes[connectionString] = _order.AddLast(connectionString);
            if (_nodes.Count > limit)
            {
                evicted = _order.First!.Value;
                _order.RemoveFirst();
                _nodes.Remove(evicted);
            }
        }

        if (evicted is not null)
        {
            Clear(evicted);
        }
    }

    public static void Clear(string connectionString)
    {
        using var connection = new SqliteConnection(connectionString);
        SqliteConnection.ClearPool(connection);
    }
}
