using System.Text;

namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>
/// The rows of a file's table that were chosen, against those that the database has. 32 bytes of each row there are kept.
/// </summary>
/// <param name="table">The table.</param>
/// <param name="keys">The keys; none for all rows.</param>
internal sealed class ChosenRows(PlannedTable table, IReadOnlySet<string> keys)
{
    private readonly RowKey _key = new(table.Columns, table.Source.Key);
    private readonly Dictionary<UInt128, UInt128> _present = [];

    /// <summary>How often a row of a table without a key is there, of those that are not yet found in the file.</summary>
    private readonly Dictionary<UInt128, long> _copies = [];
    private readonly HashSet<string> _found = [];

    public PlannedTable Table => table;

    public Task ReadPresentAsync(IRowSource database, CancellationToken cancellationToken)
        => database.ReadAsync(
            table,
            row =>
            {
                var id = Id(_key.Of(row));
                if (HasKey)
                {
                    _present[id] = RowSum.HashOf(row);
                }
                else
                {
                    _copies[id] = _copies.GetValueOrDefault(id) + 1;
                }
            },
            cancellationToken);

    public bool IsMissing(ReadOnlySpan<byte> row)
        => Find(row) is { } key && !(HasKey ? _present.ContainsKey(Id(key)) : Take(Id(key)));

    public bool IsDifferent(ReadOnlySpan<byte> row)
        => Find(row) is { } key && _present.TryGetValue(Id(key), out var hash) && hash != RowSum.HashOf(row);

    /// <exception cref="PortabilityException">A key that was named is not in the file.</exception>
    public void RequireAllFound()
    {
        if (keys.FirstOrDefault(k => !_found.Contains(k)) is { } missing)
        {
            throw new PortabilityException(
                $"The file's table '{table.Source.Name}' has no row with the key {missing}. Nothing was changed. Name keys as a "
                    + "comparison does.")
            {
                Table = table.Source.Name,
            };
        }
    }

    private string? Find(ReadOnlySpan<byte> row)
    {
        var key = _key.Of(row);
        if (keys.Count == 0)
        {
            return key;
        }

        if (!keys.Contains(key))
        {
            return null;
        }

        _found.Add(key);
        return key;
    }

    private bool HasKey => table.Source.Key.Count > 0;

    /// <summary>Takes one of the equal rows that the database has; false if there is none left.</summary>
    private bool Take(UInt128 id)
    {
        var left = _copies.GetValueOrDefault(id);
        _copies[id] = left - 1;
        return left > 0;
    }

    private static UInt128 Id(string key) => RowSum.HashOf(Encoding.UTF8.GetBytes(key));
}
