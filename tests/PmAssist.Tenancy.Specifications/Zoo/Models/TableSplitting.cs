using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Specifications.Zoo.Models;

/// <summary>Two entities in one table, with properties of one name and a column that they share.</summary>
public sealed class TableSplitting : ZooModel
{
    public override void Build(ModelBuilder model, ZooEngine engine)
    {
        model.Entity<Order>(order =>
        {
            order.ToTable("orders");
            order.Property(o => o.Status).HasColumnName("status");
            order.HasOne(o => o.Detail).WithOne().HasForeignKey<OrderDetail>(d => d.Id);
            order.Navigation(o => o.Detail).IsRequired();
        });
        model.Entity<OrderDetail>(detail =>
        {
            detail.ToTable("orders");
            detail.Property(d => d.Status).HasColumnName("status");
        });
    }

    public override void Add(DbContext context, string mark)
        => context.Add(new Order { Status = 2, Note = mark, Detail = new OrderDetail { Status = 2, Note = $"detail of {mark}" } });

    public override async Task CheckAsync(DbContext context, string mark, CancellationToken token)
    {
        var order = await context.Set<Order>().Include(o => o.Detail).SingleAsync(token);
        order.Should().BeEquivalentTo(new { Status = 2, Note = mark, Detail = new { Status = 2, Note = $"detail of {mark}" } });
        order.Detail.Status = order.Status = 3;
        await context.SaveChangesAsync(token);
        (await context.Set<OrderDetail>().AsNoTracking().SingleAsync(token)).Status.Should().Be(3);
    }

    private sealed class Order
    {
        public Guid Id { get; set; }

        public int Status { get; set; }

        public string Note { get; set; } = "";

        public OrderDetail Detail { get; set; } = null!;
    }

    private sealed class OrderDetail
    {
        public Guid Id { get; set; }

        public int Status { get; set; }

        public string Note { get; set; } = "";
    }

    [DbContext(typeof(ZooContext<TableSplitting>))]
    [Migration("20260101000000_TableSplitting")]
    private sealed class Initial : ZooMigration<TableSplitting>;
}
