using System.Data;
using Microsoft.Data.Sqlite;

namespace PmAssist.Tenancy;

/// <summary>
/// Limits the handles that idle connections keep open: the driver has a pool per file, so ten thousand workspaces would keep
/// ten thousand files open. A connection is counted when it is closed, because only then does the driver's pool keep it. When more
/// connections are idle than the limit allows, the pools of the least recently used files are cleared.
/// </summary>
/// <remarks>
/// The count is never too low. It can be too high: the driver may have disposed a connection that is counted here, for example one whose
/// pool was cleared while it was in use. At worst, a pool is cleared early.
/// </remarks>
internal sealed class SqliteConnectionBudget
{
    // A database in WAL mode has up to three handles open; many systems allow a process 1,024.
    public const int DefaultLimit = 200;

    private readonly Lock _lock = new();
    private readonly LinkedList<IdleConnections> _order = [];
    private readonly Dictionary<string, LinkedListNode<IdleConnections>> _nodes = [];
    private readonly StateChangeEventHandler _stateChanged;
    private readonly int _limit;
    private int _idle;

    public SqliteConnectionBudget(int limit = DefaultLimit)
    {
        _limit = limit;
        _stateChanged = OnStateChange;
    }

    /// <summary>Counts a connection from now on. Watching one twice does nothing, and neither allocates.</summary>
    public void Watch(SqliteConnection connection)
    {
        connection.StateChange -= _stateChanged;
        connection.StateChange += _stateChanged;
    }

    /// <summary>Closes the idle connections to a file that is about to be deleted.</summary>
    public void Forget(string connectionString)
    {
        lock (_lock)
        {
            if (_nodes.Remove(connectionString, out var node))
            {
                _order.Remove(node);
                _idle -= node.Value.Count;
            }
        }

        Clear(connectionString);
    }

    private static void Clear(string connectionString)
    {
        using var connection = new SqliteConnection(connectionString);
        SqliteConnection.ClearPool(connection);
    }

    private void OnStateChange(object sender, StateChangeEventArgs change)
    {
        var connectionString = ((SqliteConnection)sender).ConnectionString;
        if (change.CurrentState == ConnectionState.Open)
        {
            Opened(connectionString);
        }
        else if (change.CurrentState == ConnectionState.Closed)
        {
            Closed(connectionString);
        }
    }

    private void Opened(string connectionString)
    {
        lock (_lock)
        {
            if (_nodes.TryGetValue(connectionString, out var node) && node.Value.Count > 0)
            {
                node.Value.Count--;
                _idle--;
            }
        }
    }

    private void Closed(string connectionString)
    {
        List<string>? emptied = null;
        lock (_lock)
        {
            if (_nodes.TryGetValue(connectionString, out var node))
            {
                _order.Remove(node);
                _order.AddLast(node);
            }
            else
            {
                _nodes[connectionString] = node = _order.AddLast(new IdleConnections(connectionString));
            }

            node.Value.Count++;
            _idle++;
            while (_idle > _limit)
            {
                var oldest = _order.First!.Value;
                _order.RemoveFirst();
                _nodes.Remove(oldest.ConnectionString);
                if (oldest.Count > 0)
                {
                    _idle -= oldest.Count;
                    (emptied ??= []).Add(oldest.ConnectionString);
                }
            }
        }

        emptied?.ForEach(Clear);
    }

    /// <summary>The idle connections to one file that the driver's pool may keep.</summary>
    private sealed class IdleConnections(string connectionString)
    {
        public string ConnectionString => connectionString;

        public int Count { get; set; }
    }
}
