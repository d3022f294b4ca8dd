using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Specifications.Zoo.Models;

/// <summary>One entity in three tables, none of which names a schema.</summary>
public sealed class EntitySplitting : ZooModel
{
    public override void Build(ModelBuilder model, ZooEngine engine)
        => model.Entity<Customer>(customer =>
        {
            customer.ToTable("customers");
            customer.SplitToTable("phones", table =>
            {
                table.Property(c => c.Id).HasColumnName("customer_id");
                table.Property(c => c.Phone);
            });
            customer.SplitToTable("addresses", table => table.Property(c => c.Street));
        });

    public override void Add(DbContext context, string mark)
        => context.Add(new Customer { Name = mark, Phone = "112", Street = $"street of {mark}" });

    public override async Task CheckAsync(DbContext context, string mark, CancellationToken token)
    {
        var customer = await context.Set<Customer>().SingleAsync(token);
        customer.Should().BeEquivalentTo(new { Name = mark, Phone = "112", Street = $"street of {mark}" });
        customer.Phone = "911";
        await context.SaveChangesAsync(token);
        (await context.Set<Customer>().CountAsync(c => c.Phone == "911", token)).Should().Be(1);
    }

    private sealed class Customer
    {
        public Guid Id { get; set; }

        public string Name { get; set; } = "";

        public string Phone { get; set; } = "";

        public string Street { get; set; } = "";
    }

    [DbContext(typeof(ZooContext<EntitySplitting>))]
    [Migration("20260101000000_EntitySplitting")]
    private sealed class Initial : ZooMigration<EntitySplitting>;
}
