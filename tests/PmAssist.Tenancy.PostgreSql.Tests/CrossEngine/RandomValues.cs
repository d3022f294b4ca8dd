using System.Text;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>Random values of every type that SQLite and PostgreSQL both hold, whole.</summary>
internal static class RandomValues
{
    private static readonly Dictionary<Type, Func<Random, object>> Makers = new()
    {
        [typeof(string)] = random => Text(random, random.Next(20)),
        [typeof(char)] = random => (char)random.Next(1, 0xD800),
        [typeof(bool)] = random => random.Next(2) == 0,
        [typeof(sbyte)] = random => (sbyte)random.Next(sbyte.MinValue, sbyte.MaxValue + 1),
        [typeof(byte)] = random => (byte)random.Next(byte.MaxValue + 1),
        [typeof(short)] = random => (short)random.Next(short.MinValue, short.MaxValue + 1),
        [typeof(ushort)] = random => (ushort)random.Next(ushort.MaxValue + 1),
        [typeof(int)] = random => OneOf(random, int.MinValue, int.MaxValue, 0) ?? random.Next(int.MinValue, int.MaxValue),
        [typeof(uint)] = random => OneOf(random, uint.MaxValue, 0u) ?? (uint)random.NextInt64(uint.MaxValue),
        [typeof(long)] = random => OneOf(random, long.MinValue, long.MaxValue, 0L) ?? random.NextInt64(long.MinValue, long.MaxValue),
        [typeof(ulong)] = random => OneOf(random, ulong.MaxValue, 0ul) ?? (ulong)random.NextInt64(long.MinValue, long.MaxValue),
        [typeof(decimal)] = random => Number(random, 96, random.Next(29)),
        [typeof(float)] = random => OneOf(random, float.MaxValue, float.Epsilon, float.NegativeInfinity, -0f)
            ?? (float)((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-30, 30))),
        [typeof(double)] = random => OneOf(random, double.MinValue, double.Epsilon, double.PositiveInfinity, -0d) ?? Finite(random),
        [typeof(Guid)] = random => new Guid(Bytes(random, 16)),
        [typeof(DateOnly)] = random => OneOf(random, DateOnly.MinValue, DateOnly.MaxValue)
            ?? DateOnly.FromDayNumber(random.Next(1, DateOnly.MaxValue.DayNumber)),
        [typeof(TimeOnly)] = random => new TimeOnly(random.NextInt64(TimeSpan.TicksPerDay / 10) * 10),
        [typeof(TimeSpan)] = random => new TimeSpan(random.NextInt64(-1000 * TimeSpan.TicksPerDay, 1000 * TimeSpan.TicksPerDay) / 10 * 10),
        [typeof(DateTime)] = random => Time(random),
        [typeof(DateTimeOffset)] = random => new DateTimeOffset(Time(random)),
        [typeof(byte[])] = random => Bytes(random, random.Next(40)),
    };

    /// <summary>A value of a type, or a collection of up to four.</summary>
    public static object Of(Random random, Type type)
    {
        if (Makers.TryGetValue(type, out var make))
        {
            return make(random);
        }

        var element = type.IsArray ? type.GetElementType()! : type.GetGenericArguments()[0];
        var single = Nullable.GetUnderlyingType(element) ?? element;
        var items = Array.CreateInstance(element, random.Next(5));
        for (var i = 0; i < items.Length; i++)
        {
            // JSON, in which SQLite has a collection, has no infinity.
            var value = single == typeof(double) ? Finite(random) : Of(random, single);
            items.SetValue(single != element && random.Next(3) == 0 ? null : value, i);
        }

        return type.IsArray ? items : Activator.CreateInstance(type, items)!;
    }

    /// <summary>Any characters but U+0000, also those that JSON and SQL escape.</summary>
    public static string Text(Random random, int length)
    {
        var text = new StringBuilder();
        for (; length > 0; length--)
        {
            var most = random.Next(3) switch { 0 => 0x80, 1 => 0xD800, _ => 0x110000 };
            var value = random.Next(1, most);
            text.Append(Rune.IsValid(value) ? new Rune(value).ToString() : "\"");
        }

        return text.ToString();
    }

    public static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    /// <param name="random">By chance.</param>
    /// <param name="bits">How large it may be.</param>
    /// <param name="scale">How many digits follow the point.</param>
    public static decimal Number(Random random, int bits, int scale)
    {
        var digits = new decimal(random.Next(), random.Next(), random.Next(), random.Next(2) == 0, scale: 0);
        var whole = decimal.Truncate(digits / (decimal)Math.Pow(2, 95 - Math.Min(bits, 95)));
        return whole * new decimal(1, 0, 0, isNegative: false, (byte)scale);
    }

    private static double Finite(Random random) => (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-300, 300));

    /// <summary>To the microsecond, which is what PostgreSQL keeps.</summary>
    private static DateTime Time(Random random)
        => new DateTime(1, 1, 2, 0, 0, 0, DateTimeKind.Utc).AddTicks(random.NextInt64(9000L * 365 * TimeSpan.TicksPerDay / 10) * 10);

    /// <summary>Now and then one of these.</summary>
    private static object? OneOf(Random random, params object[] values) => random.Next(10) == 0 ? values[random.Next(values.Length)] : null;
}
