using System.Text;

namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>
/// Compares a table of a file with the same table elsewhere. Equal tables are found by their sums alone; of others, 32 bytes of each row
/// are kept.
/// </summary>
internal sealed class TableComparer(IRowSource file, IRowSource other, int most)
{
    public async Task<TableComparison> CompareAsync(PlannedTable table, CancellationToken cancellationToken)
    {
        var (left, right) = (new RowSum(), new RowSum());
        await file.ReadAsync(table, left.Add, cancellationToken).ConfigureAwait(false);
        await other.ReadAsync(table, right.Add, cancellationToken).ConfigureAwait(false);
        return left.Rows == right.Rows && left.ToString() == right.ToString()
            ? new TableComparison { Table = table.Source.Name, Equal = left.Rows }
            : await FindAsync(table, cancellationToken).ConfigureAwait(false);
    }

    private async Task<TableComparison> FindAsync(PlannedTable table, CancellationToken cancellationToken)
    {
        var key = new RowKey(table.Columns, table.Source.Key);
        var (missing, extra, different) = (new Finds(most), new Finds(most), new Finds(most));
        var rows = new Dictionary<UInt128, UInt128>();
        var copies = new Dictionary<UInt128, long>();
        await file.ReadAsync(table, row => Note(row), cancellationToken).ConfigureAwait(false);
        var equal = 0L;
        await other.ReadAsync(table, row => Match(row), cancellationToken).ConfigureAwait(false);
        if (rows.Count > 0)
        {
            await file.ReadAsync(table, row => Report(row), cancellationToken).ConfigureAwait(false);
        }

        return new TableComparison
        {
            Table = table.Source.Name,
            Equal = equal,
            Missing = missing.Result,
            Extra = extra.Result,
            Different = different.Result,
        };

        UInt128 HashOf(string text) => RowSum.HashOf(Encoding.UTF8.GetBytes(text));

        void Note(ReadOnlySpan<byte> row)
        {
            var id = HashOf(key.Of(row));
            if (!rows.TryAdd(id, RowSum.HashOf(row)))
            {
                // Of a table without a key there may be several that are the same.
                copies[id] = copies.GetValueOrDefault(id) + 1;
            }
        }

        void Match(ReadOnlySpan<byte> row)
        {
            var name = key.Of(row);
            var id = HashOf(name);
            if (!rows.TryGetValue(id, out var hash))
            {
                extra.Add(name);
                return;
            }

            Take(id);
            if (hash == RowSum.HashOf(row))
            {
                equal++;
            }
            else
            {
                different.Add(name);
            }
        }

        void Report(ReadOnlySpan<byte> row)
        {
            var name = key.Of(row);
            var id = HashOf(name);
            if (rows.ContainsKey(id))
            {
                Take(id);
                missing.Add(name);
            }
        }

        void Take(UInt128 id)
        {
            if (copies.GetValueOrDefault(id) is > 0 and var left)
            {
                copies[id] = left - 1;
            }
            else
            {
                rows.Remove(id);
            }
        }
    }

    private sealed class Finds(int most)
    {
        private readonly List<string> _keys = [];
        private long _count;

        public RowDifferences Result => new(_count, _keys);

        public void Add(string key)
        {
            if (++_count <= most)
            {
                _keys.Add(key);
            }
        }
    }
}
