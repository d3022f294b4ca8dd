using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>One to five tables of random columns, keys, indexes and foreign keys, which may go in circles.</summary>
internal sealed class RandomModel
{
    private const int MostTables = 5;
    private const int MostColumns = 8;

    private readonly Random _random;
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private int _properties;

    public RandomModel(Random random)
    {
        _random = random;
        var count = random.Next(1, MostTables + 1);
        while (Tables.Count < count)
        {
            var keyed = Tables.Where(t => t.Key.Count > 0).ToList();
            Tables.Add(keyed.Count > 1 && random.Next(6) == 0 ? Join(keyed[random.Next(keyed.Count)], keyed[^1]) : Table());
        }

        foreach (var table in Tables.Where(_ => random.Next(3) > 0))
        {
            Refer(table);
        }
    }

    /// <summary>Keys of a table lead to tables before it, if they are part of its own key.</summary>
    public List<RandomTable> Tables { get; } = [];

    public void Build(ModelBuilder model, bool isPostgreSql)
    {
        Tables.ForEach(table => table.Build(model, isPostgreSql));
        Tables.ForEach(table => table.BuildReferences(model));
    }

    public override string ToString() => string.Join('\n', Tables);

    private RandomTable Table()
    {
        var kind = _random.Next(6);
        var table = new RandomTable($"E{Tables.Count}", RandomNames.New(_random, _names))
        {
            IsNumbered = kind < 2,
            Numbering = _random.Next(3),
        };
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var keys = kind switch
        {
            0 or 1 => [ColumnKind.Keys[kind]],
            2 or 3 => [OneOf(ColumnKind.Keys)],
            4 => [OneOf(ColumnKind.Keys), OneOf(ColumnKind.Keys)],
            _ => Array.Empty<ColumnKind>(),
        };
        foreach (var key in keys)
        {
            table.Key.Add(Column(taken, key, isNullable: false));
        }

        table.Columns.AddRange(table.Key);
        for (var count = _random.Next(table.Key.Count == 0 ? 1 : 0, MostColumns); count > 0; count--)
        {
            var column = Column(taken, OneOf(ColumnKind.All), isNullable: _random.Next(2) == 0);
            var hasDefault = _random.Next(6) == 0 && !column.Kind.IsJson && !column.Kind.IsCollection
                && column.Kind.Type != typeof(double) && column.Kind.Type != typeof(float);
            table.Columns.Add(hasDefault ? column with { Default = column.Kind.Of(_random) } : column);
        }

        AddIndexes(table);
        table.Computed = _random.Next(5) == 0 ? RandomNames.New(_random, taken) : null;
        return table;
    }

    /// <summary>A table whose key is two others' keys.</summary>
    private RandomTable Join(RandomTable one, RandomTable other)
    {
        var table = new RandomTable($"E{Tables.Count}", RandomNames.New(_random, _names));
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var principal in (RandomTable[])[one, other])
        {
            var columns = principal.Key.Select(k => Column(taken, k.Kind, isNullable: false) with { IsForeign = true }).ToList();
            table.Columns.AddRange(columns);
            table.Key.AddRange(columns);
            table.References.Add(new RandomReference(columns, principal, principal.Key, DeleteBehavior.Cascade));
        }

        return table;
    }

    private void AddIndexes(RandomTable table)
    {
        var indexable = table.Columns.Except(table.Key).Where(c => ColumnKind.Keys.Contains(c.Kind)).ToList();
        foreach (var column in indexable)
        {
            var use = _random.Next(5);
            if (use == 0 && table.Key.Count > 0 && table.AlternateKey.Count == 0 && column is { IsNullable: false, Default: null })
            {
                table.AlternateKey.Add(column);
            }
            else if (use == 1 && column.Default is null)
            {
                table.Indexes.Add(([column], true));
            }
            else if (use == 2)
            {
                table.Indexes.Add(([column, .. indexable.Where(c => c != column).Take(1)], false));
            }
        }
    }

    private void Refer(RandomTable table)
    {
        var taken = new HashSet<string>(table.Columns.Select(c => c.Name).Append(table.Computed ?? ""), StringComparer.OrdinalIgnoreCase);
        for (var count = _random.Next(1, 3); count > 0; count--)
        {
            var principal = OneOf(Tables);
            if (principal.Key.Count == 0)
            {
                continue;
            }

            var target = principal.AlternateKey.Count > 0 && _random.Next(2) == 0 ? principal.AlternateKey : principal.Key;
            var isNullable = _random.Next(3) > 0;
            var columns = target.Select(k => Column(taken, k.Kind, isNullable) with { IsForeign = true }).ToList();
            table.Columns.AddRange(columns);
            DeleteBehavior[] behaviors = isNullable
                ? [DeleteBehavior.SetNull, DeleteBehavior.Restrict, DeleteBehavior.Cascade, DeleteBehavior.NoAction]
                : [DeleteBehavior.Restrict, DeleteBehavior.Cascade, DeleteBehavior.NoAction];
            table.References.Add(new RandomReference(columns, principal, target, OneOf(behaviors)));
        }
    }

    private RandomColumn Column(HashSet<string> taken, ColumnKind kind, bool isNullable)
        => new($"P{_properties++}", RandomNames.New(_random, taken), kind, isNullable);

    private T OneOf<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];
}
