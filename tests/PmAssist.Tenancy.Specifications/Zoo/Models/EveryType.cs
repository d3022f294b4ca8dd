using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Specifications.Zoo.Models;

/// <summary>A property of each type that EF maps on every engine, at its ends and with nothing in it.</summary>
public sealed class EveryType : ZooModel
{
    private static readonly DateTime Time = new DateTime(2024, 2, 29, 23, 59, 59, DateTimeKind.Utc).AddTicks(9999990);

    public override void Build(ModelBuilder model, ZooEngine engine)
        => model.Entity<Item>(item =>
        {
            item.Property(i => i.Exact).HasPrecision(28, 10);
            item.Property(i => i.Kind).HasConversion<string>();
        });

    public override void Add(DbContext context, string mark)
        => context.AddRange(Full(mark, 1), Full(mark, -1), new Item { Mark = mark, Text = "nothing" });

    public override async Task CheckAsync(DbContext context, string mark, CancellationToken token)
    {
        var items = await context.Set<Item>().AsNoTracking().Where(i => i.Mark == mark).OrderBy(i => i.Id).ToListAsync(token);
        Item[] expected = [Full(mark, 1), Full(mark, -1), new Item { Mark = mark, Text = "nothing" }];
        items.Should().BeEquivalentTo(expected, options => options.Excluding(i => i.Id).WithStrictOrdering());
    }

    private static Item Full(string mark, int sign)
        => new()
        {
            Mark = mark,
            Text = "Größe \"x\" \\ \b\t\u001f 📦👩‍👩‍👧 \u2028 </script>",
            Truth = sign > 0,
            Tiny = sign > 0 ? sbyte.MaxValue : sbyte.MinValue,
            Small = sign > 0 ? short.MaxValue : short.MinValue,
            Medium = sign > 0 ? int.MaxValue : int.MinValue,
            Large = sign > 0 ? long.MaxValue : long.MinValue,
            UnsignedTiny = byte.MaxValue,
            UnsignedSmall = ushort.MaxValue,
            UnsignedMedium = uint.MaxValue,
            UnsignedLarge = ulong.MaxValue,
            Exact = sign * 123456789012345678.0123456789m,
            Fraction = sign * 0.1f,
            Double = sign > 0 ? double.MaxValue : double.Epsilon,
            Letter = 'ж',
            Guid = new Guid("0f000000-1111-2222-3344-5566778899aa"),
            Date = sign > 0 ? DateOnly.MaxValue : new DateOnly(1, 1, 2),
            Clock = new TimeOnly(23, 59, 59, 999),
            Duration = new TimeSpan(sign > 0 ? 23 : 0, 59, 58),
            Time = Time.AddDays(sign),
            Forever = DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc),
            WithOffset = new DateTimeOffset(Time),
            Binary = [0, 255, 0x5c, 0x0a],
            Kind = ItemKind.Second,
            Number = ItemKind.Second,
            Numbers = [1, -1, int.MaxValue],
            Texts = ["", "a,b", "\"{}\""],
            Guids = [Guid.Empty],
            Times = [Time],
            UnsignedNumbers = [ulong.MaxValue, 0],
        };

    private enum ItemKind
    {
        First = 0,
        Second = 1,
    }

    private sealed class Item
    {
        public int Id { get; set; }

        public string Mark { get; set; } = "";

        public string? Text { get; set; }

        public bool? Truth { get; set; }

        public sbyte? Tiny { get; set; }

        public short? Small { get; set; }

        public int? Medium { get; set; }

        public long? Large { get; set; }

        public byte? UnsignedTiny { get; set; }

        public ushort? UnsignedSmall { get; set; }

        public uint? UnsignedMedium { get; set; }

        public ulong? UnsignedLarge { get; set; }

        public decimal? Exact { get; set; }

        public float? Fraction { get; set; }

        public double? Double { get; set; }

        public char? Letter { get; set; }

        public Guid? Guid { get; set; }

        public DateOnly? Date { get; set; }

        public TimeOnly? Clock { get; set; }

        public TimeSpan? Duration { get; set; }

        public DateTime? Time { get; set; }

        public DateTime? Forever { get; set; }

        public DateTimeOffset? WithOffset { get; set; }

        public byte[]? Binary { get; set; }

        public ItemKind? Kind { get; set; }

        public ItemKind? Number { get; set; }

        public List<int>? Numbers { get; set; }

        public string[]? Texts { get; set; }

        public List<Guid>? Guids { get; set; }

        public List<DateTime>? Times { get; set; }

        public ulong[]? UnsignedNumbers { get; set; }
    }

    [DbContext(typeof(ZooContext<EveryType>))]
    [Migration("20260101000000_EveryType")]
    private sealed class Initial : ZooMigration<EveryType>;
}
