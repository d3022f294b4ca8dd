using System.Collections.Concurrent;
using System.Globalization;

namespace PmAssist.Tenancy.Specifications.Cutover;

/// <summary>
/// The database of the application as it was: one schema, and in it everything of everybody. It knows all that is in it, without
/// asking the engine: what was there from the beginning is made again, what was written since is kept.
/// </summary>
public sealed class OldDatabase
{
    private readonly OldRows _rows;
    private readonly ConcurrentDictionary<(OldTable Table, int Index), OldRow?> _written = new();
    private readonly Dictionary<OldTable, int> _totals;

    private OldDatabase(IOldPlace place, OldShape shape, ulong salt)
    {
        Place = place;
        _rows = new OldRows(shape, place, salt);
        _totals = OldTables.All.ToDictionary(table => table, shape.Count);
    }

    public IOldPlace Place { get; }

    /// <summary>The workspaces that were there from the beginning; the last two have no rows.</summary>
    public IReadOnlyList<Guid> FirstWorkspaces => _rows.Workspaces;

    internal IEnumerable<OldTrouble> Troubles => _rows.Troubles.All;

    /// <summary>Makes one.</summary>
    /// <param name="place">Where.</param>
    /// <param name="shape">What.</param>
    /// <param name="salt">What ids depend on; null for ids of its own, because many tests share a server.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public static async Task<OldDatabase> CreateAsync(IOldPlace place, OldShape shape, ulong? salt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(shape);
        var old = new OldDatabase(place, shape, salt ?? (ulong)Random.Shared.NextInt64());
        await new OldLoader(place)
            .LoadAsync(table => Enumerable.Range(0, shape.Count(table)).Select(i => old._rows.Make(table, i)), cancellationToken);
        return old;
    }

    /// <summary>How many places for rows a table has had; some of the rows may be gone.</summary>
    public int Places(OldTable table) => _totals[table];

    /// <summary>The row at a place; null if it is gone.</summary>
    public OldRow? At(OldTable table, int index) => _written.TryGetValue((table, index), out var row) ? row : _rows.Make(table, index);

    /// <summary>The row with an id; null if there is none.</summary>
    public OldRow? Find(OldTable table, Guid id)
    {
        var row = OldId.IndexOf(id, table) is { } index && index >= 0 && index < Places(table) ? At(table, index) : null;
        return row?["id"] is Guid found && found == id ? row : null;
    }

    public IEnumerable<OldRow> Rows(OldTable table)
    {
        for (var i = 0; i < Places(table); i++)
        {
            if (At(table, i) is { } row)
            {
                yield return row;
            }
        }
    }

    /// <summary>The rows of a workspace, the good ones among them first.</summary>
    public IEnumerable<OldRow> RowsOf(OldTable table, Guid workspaceId)
    {
        for (var i = 0; i < Places(table); i++)
        {
            if ((_written.ContainsKey((table, i)) || _rows.MayBelongTo(table, i, workspaceId)) && At(table, i) is { } row
                && row.WorkspaceId == workspaceId)
            {
                yield return row;
            }
        }
    }

    /// <summary>A row that is not there yet, as the old application makes it.</summary>
    public OldRow NewRow(OldTable table, Guid workspaceId) => _rows.New(table, TakePlace(table), workspaceId);

    /// <summary>A new tag of a document.</summary>
    public OldRow NewTag(OldRow document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return _rows.NewTag(TakePlace(OldTables.Tags), document.WorkspaceId!.Value, (Guid)document["id"]!);
    }

    /// <summary>The row with another value, and the time of the change where the table has a column for it.</summary>
    public OldRow Change(OldRow row, string column, object? value)
    {
        ArgumentNullException.ThrowIfNull(row);
        var changed = row.With(column, value);
        return row.Table.Columns.Any(c => c.Name == "updated_at")
            ? changed.With("updated_at", _rows.Now(row.Key.Length + _written.Count)) : changed;
    }

    /// <summary>
    /// Writes as the old application does, in one transaction: (null, row) inserts, (row, null) deletes, (row, row) updates.
    /// </summary>
    public async Task WriteAsync(params (OldRow? Before, OldRow? After)[] writes)
    {
        await using var transaction = await BeginAsync(writes);
        await transaction.CommitAsync();
    }

    /// <summary>Writes in a transaction that is committed later.</summary>
    public async Task<OldTransaction> BeginAsync(params (OldRow? Before, OldRow? After)[] writes)
    {
        ArgumentNullException.ThrowIfNull(writes);
        var connection = await Place.OpenAsync();
        try
        {
            var transaction = new OldTransaction(connection, await connection.BeginTransactionAsync(), () => Keep(writes));
            foreach (var (before, after) in writes)
            {
                await transaction.WriteOneAsync(Sql(before, after));
            }

            return transaction;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Deletes a workspace and all that it has, except what the audit log says of it.</summary>
    public Task DeleteWorkspaceAsync(Guid workspaceId)
        => WriteAsync(
        [
            .. OldTables.All.Where(t => t != OldTables.Workspace && t != OldTables.AuditLog)
                .SelectMany(table => RowsOf(table, workspaceId)).Select(row => ((OldRow?)row, (OldRow?)null)),
            (Find(OldTables.Workspace, workspaceId), null),
        ]);

    /// <summary>The place of a row from its key; null if the old database never had one with such a key.</summary>
    public int? IndexOf(OldTable table, Guid? id, string? text)
    {
        ArgumentNullException.ThrowIfNull(table);
        var index = id is { } known
            ? OldId.IndexOf(known, table)
            : int.TryParse(text?[(text.LastIndexOf('#') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number : null;
        return index >= 0 && index < Places(table) ? index : null;
    }

    private int IndexOf(OldRow row)
        => IndexOf(
            row.Table, row.Table.Key is ["id"] ? row["id"] as Guid? : null, row.Table.Key is ["id"] ? null : (string?)row[row.Table.Key[1]])
            ?? throw new ArgumentException($"The row {row.Key} of {row.Table.Name} has no place.", nameof(row));

    private void Keep((OldRow? Before, OldRow? After)[] writes)
    {
        foreach (var (before, after) in writes)
        {
            _written[((after ?? before)!.Table, IndexOf((after ?? before)!))] = after;
        }
    }

    private int TakePlace(OldTable table)
    {
        var index = _totals[table]++;
        _written[(table, index)] = null;
        return index;
    }

    private string Sql(OldRow? before, OldRow? after)
    {
        var table = (after ?? before)!.Table;
        var name = Place.Table(table.Name);
        return (before, after) switch
        {
            (null, { } row) => $"INSERT INTO {name} ({OldLoader.Names(Place, table)}) VALUES ({OldLoader.Values(Place, row)})",
            ({ } row, null) => $"DELETE FROM {name} WHERE {Where(row)}",
            _ => $"UPDATE {name} SET {Changes(after!)} WHERE {Where(before!)}",
        };

        string Changes(OldRow row)
            => string.Join(
                ", ",
                table.Columns.Where(c => !table.Key.Contains(c.Name))
                    .Select(c => $"{Place.Name(c.Name)} = {Place.Literal(c, row[c.Name])}"));

        string Where(OldRow row)
            => string.Join(
                " AND ", table.Key.Select(key => $"{Place.Name(key)} = {Place.Literal(table.Columns[table.Position(key)], row[key])}"));
    }
}
