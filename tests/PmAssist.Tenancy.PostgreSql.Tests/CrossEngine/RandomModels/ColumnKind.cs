using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>A type of column that both engines hold.</summary>
/// <param name="Type">The property's type.</param>
/// <param name="Value">Makes a value; null for any of the type.</param>
/// <param name="Configure">What is said of the property, and whether for PostgreSQL.</param>
internal sealed record ColumnKind(
    Type Type, Func<Random, object>? Value = null, Action<PropertyBuilder, bool>? Configure = null)
{
    private static readonly decimal One = 1.0000000000000000000000000000m;

    /// <summary>Those that rows can be known by.</summary>
    public static IReadOnlyList<ColumnKind> Keys { get; } =
    [
        new(typeof(int)), new(typeof(long)), new(typeof(short)), new(typeof(byte)), new(typeof(uint)), new(typeof(Guid)),
        new(typeof(string)), new(typeof(string), random => RandomValues.Text(random, random.Next(12)), (p, _) => p.HasMaxLength(12)),
        new(typeof(DateOnly)), new(typeof(byte[])), new(typeof(bool)), new(typeof(char)),
    ];

    public static IReadOnlyList<ColumnKind> All { get; } =
    [
        .. Keys,
        new(typeof(sbyte)), new(typeof(ushort)), new(typeof(ulong)), new(typeof(decimal)), new(typeof(float)), new(typeof(double)),
        new(typeof(decimal), random => RandomValues.Number(random, 60, 6), (p, _) => p.HasPrecision(28, 6)),
        new(typeof(TimeOnly)), new(typeof(TimeSpan)), new(typeof(DateTimeOffset)), new(typeof(DateTime)),
        new(
            typeof(DateTime),
            random => DateTime.SpecifyKind((DateTime)RandomValues.Of(random, typeof(DateTime)), DateTimeKind.Unspecified),
            (p, isPostgreSql) => p.HasColumnType(isPostgreSql ? "timestamp without time zone" : null)),
        new(typeof(string), Json, (p, _) => ((PropertyBuilder<string>)p).IsJson()) { IsJson = true },
        new(typeof(DayOfWeek), random => (DayOfWeek)random.Next(7)),
        new(typeof(DayOfWeek), random => (DayOfWeek)random.Next(7), (p, _) => p.HasConversion<string>()),
        new(typeof(bool), Configure: (p, _) => p.HasConversion(new BoolToStringConverter("no", "'yes'"))),
        new(typeof(Uri), random => new Uri($"https://example.com/{Uri.EscapeDataString(RandomValues.Text(random, 4))}")),
        new(typeof(List<bool>)), new(typeof(int[])), new(typeof(List<long>)), new(typeof(List<int?>)), new(typeof(string[])),
        new(typeof(List<Guid>)), new(typeof(double[])), new(typeof(List<decimal>)), new(typeof(List<DateOnly>)),
        new(typeof(List<DateTime>)), new(typeof(TimeOnly[])), new(typeof(List<DateTimeOffset>)),
        new(typeof(List<short>)), new(typeof(List<uint>)), new(typeof(List<ulong>)),
    ];

    public bool IsJson { get; init; }

    /// <summary>Whether EF is told of a collection, not of a property.</summary>
    public bool IsCollection { get; }
        = Type != typeof(byte[]) && (Type.IsArray || (Type.IsGenericType && Type.GetGenericTypeDefinition() == typeof(List<>)));

    public object Of(Random random) => Value?.Invoke(random) ?? RandomValues.Of(random, Type);

    /// <summary>A value that a column of SQLite has, in one form of those that mean the same.</summary>
    public string Describe(object stored)
        => stored switch
        {
            DBNull => "null",
            string text when IsJson || IsCollection => Canonical(JsonNode.Parse(text)),
            string text when Type == typeof(decimal) => Canonical(text),
            byte[] bytes => Convert.ToHexString(bytes),
            double number => number.ToString("R", CultureInfo.InvariantCulture),
            _ => string.Create(CultureInfo.InvariantCulture, $"{stored}"),
        };

    private string Canonical(JsonNode? node)
        => node switch
        {
            null => "null",
            JsonObject members => $"{{{string.Join(',', members.OrderBy(m => m.Key, StringComparer.Ordinal).Select(Canonical))}}}",
            JsonArray items => $"[{string.Join(',', items.Select(Canonical))}]",
            _ when node.GetValueKind() == JsonValueKind.Number && (IsJson || Type == typeof(List<decimal>))
                => Canonical(node.ToJsonString()),
            _ when node.GetValueKind() == JsonValueKind.String => $"'{node.GetValue<string>()}'",
            _ => node.ToJsonString(),
        };

    private string Canonical(KeyValuePair<string, JsonNode?> member) => $"{member.Key}:{Canonical(member.Value)}";

    private static string Canonical(string number)
        => (decimal.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture) / One).ToString(CultureInfo.InvariantCulture);

    private static string Json(Random random)
    {
        var node = Node(depth: 2);
        return node is null ? "null" : node.ToJsonString(new() { WriteIndented = random.Next(2) == 0 });

        JsonNode? Node(int depth)
            => random.Next(depth > 0 ? 6 : 4) switch
            {
                0 => null,
                1 => JsonValue.Create(random.Next(2) == 0),
                2 => JsonNode.Parse(RandomValues.Number(random, 60, random.Next(8)).ToString(CultureInfo.InvariantCulture)),
                3 => JsonValue.Create(RandomValues.Text(random, random.Next(6))),
                4 => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Node(depth - 1))]),
                _ => new JsonObject(Enumerable.Range(0, random.Next(4))
                    .Select(i => KeyValuePair.Create($"{RandomValues.Text(random, 3)}{i}", Node(depth - 1)))),
            };
    }
}
