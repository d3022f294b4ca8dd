using System.Globalization;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>Random rows of a random model, in which all keys and foreign keys hold.</summary>
internal sealed class RandomRows
{
    private const int MostRows = 20;

    private readonly Random _random;
    private readonly Dictionary<RandomTable, List<Dictionary<RandomColumn, object?>>> _rows = [];

    public RandomRows(RandomModel model, Random random)
    {
        _random = random;
        var counts = CountsOf(model);
        foreach (var table in model.Tables)
        {
            _rows[table] = [.. Enumerable.Range(0, counts[table]).Select(number => Row(table, number))];
            foreach (var reference in table.References.Where(r => table.Key.Contains(r.Columns[0])))
            {
                _rows[table].ForEach(row => Refer(row, reference));
            }

            IEnumerable<IReadOnlyList<RandomColumn>> keys =
                [table.Key, table.AlternateKey, .. table.Indexes.Where(i => i.IsUnique).Select(i => i.Columns)];
            foreach (var key in keys.Where(k => k.Count > 0))
            {
                _rows[table] = [.. _rows[table].DistinctBy(row => IdentityOf(row, key))];
            }
        }

        foreach (var table in model.Tables)
        {
            foreach (var reference in table.References.Where(r => !table.Key.Contains(r.Columns[0])))
            {
                _rows[table].ForEach(row => Refer(row, reference));
            }
        }
    }

    public IReadOnlyList<IReadOnlyDictionary<RandomColumn, object?>> Of(RandomTable table) => _rows[table];

    /// <summary>None where a row would have to refer to a row, and there is none.</summary>
    private Dictionary<RandomTable, int> CountsOf(RandomModel model)
    {
        var counts = model.Tables.ToDictionary(t => t, _ => _random.Next(MostRows));
        while (model.Tables.FirstOrDefault(LacksPrincipal) is { } empty)
        {
            counts[empty] = 0;
        }

        return counts;

        bool LacksPrincipal(RandomTable table)
            => counts[table] > 0 && table.References.Any(r => !r.IsNullable && counts[r.Principal] == 0);
    }

    private Dictionary<RandomColumn, object?> Row(RandomTable table, int number)
    {
        var counts = table.Numbering == 0;
        return table.Columns.Where(c => !c.IsForeign).ToDictionary(
            column => column,
            column => counts && table.IsNumbered && table.Key.Contains(column)
                    ? Convert.ChangeType(number + 1, column.Kind.Type, CultureInfo.InvariantCulture)
                : column.IsNullable && _random.Next(4) == 0 ? null
                : column.Kind.Of(_random));
    }

    private void Refer(Dictionary<RandomColumn, object?> row, RandomReference reference)
    {
        var principals = _rows[reference.Principal];
        var isNone = reference.IsNullable && (principals.Count == 0 || _random.Next(3) == 0);
        var principal = isNone ? null : principals[_random.Next(principals.Count)];
        for (var i = 0; i < reference.Columns.Count; i++)
        {
            row[reference.Columns[i]] = principal?[reference.Target[i]];
        }
    }

    /// <summary>Rows with null are all different.</summary>
    private static object IdentityOf(Dictionary<RandomColumn, object?> row, IReadOnlyList<RandomColumn> unique)
        => unique.Any(c => row[c] is null)
            ? row
            : string.Join('\u0001', unique.Select(c => row[c] is byte[] bytes ? Convert.ToHexString(bytes) : $"{row[c]}"));
}
