using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Specifications.Zoo.Models;

/// <summary>Computed columns and defaults in SQL.</summary>
public sealed class ComputedColumns : ZooModel
{
    public override void Build(ModelBuilder model, ZooEngine engine)
        => model.Entity<Item>(item =>
        {
            item.Property(i => i.Total).HasComputedColumnSql($"{engine.Quote("Price")} * {engine.Quote("Count")}", stored: true);
            item.Property(i => i.State).HasDefaultValue("new").HasMaxLength(20);
            item.Property(i => i.Weight).HasDefaultValueSql("40 + 2");
        });

    public override void Add(DbContext context, string mark) => context.Add(new Item { Name = mark, Price = 3, Count = 4 });

    public override async Task CheckAsync(DbContext context, string mark, CancellationToken token)
    {
        var item = await context.Set<Item>().SingleAsync(token);
        item.Should().BeEquivalentTo(new { Name = mark, Total = 12, State = "new", Weight = 42 });
        item.Count = 5;
        await context.SaveChangesAsync(token);
        item.Total.Should().Be(15);
    }

    private sealed class Item
    {
        public int Id { get; set; }

        public string Name { get; set; } = "";

        public int Price { get; set; }

        public int Count { get; set; }

        public int Total { get; private set; }

        public string? State { get; set; }

        public int Weight { get; set; }
    }

    [DbContext(typeof(ZooContext<ComputedColumns>))]
    [Migration("20260101000000_ComputedColumns")]
    private sealed class Initial : ZooMigration<ComputedColumns>;
}
