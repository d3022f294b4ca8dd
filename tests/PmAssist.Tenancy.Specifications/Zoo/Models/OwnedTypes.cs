using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Specifications.Zoo.Models;

/// <summary>Owned entities in their owner's table, in a table of their own and in several.</summary>
public sealed class OwnedTypes : ZooModel
{
    public override void Build(ModelBuilder model, ZooEngine engine)
        => model.Entity<Invoice>(invoice =>
        {
            invoice.OwnsOne(i => i.Billing, address => address.OwnsOne(a => a.Geo));
            invoice.OwnsOne(i => i.Shipping, address =>
            {
                address.ToTable("shipping");
                address.OwnsOne(a => a.Geo);
            });
            invoice.OwnsMany(i => i.Lines).HasKey(l => l.Id);
        });

    public override void Add(DbContext context, string mark)
        => context.Add(new Invoice
        {
            Number = mark,
            Billing = new Address { Street = "here", Geo = new Geo { North = 48 } },
            Shipping = new Address { Street = "there", Geo = new Geo { North = 33 } },
            Lines = { new Line { Text = mark, Amount = 1 }, new Line { Text = mark, Amount = 2 } },
        });

    public override async Task CheckAsync(DbContext context, string mark, CancellationToken token)
    {
        var invoice = await context.Set<Invoice>().AsSplitQuery().SingleAsync(i => i.Shipping.Geo.North == 33, token);
        invoice.Number.Should().Be(mark);
        invoice.Billing.Geo.North.Should().Be(48);
        invoice.Lines.Should().HaveCount(2).And.OnlyContain(l => l.Text == mark);
        invoice.Lines.Remove(invoice.Lines.Single(l => l.Amount == 1));
        await context.SaveChangesAsync(token);
        (await context.Set<Invoice>().SelectMany(i => i.Lines).SumAsync(l => l.Amount, token)).Should().Be(2);
    }

    private sealed class Invoice
    {
        public Guid Id { get; set; }

        public string Number { get; set; } = "";

        public Address Billing { get; set; } = null!;

        public Address Shipping { get; set; } = null!;

        public List<Line> Lines { get; } = [];
    }

    private sealed class Address
    {
        public string Street { get; set; } = "";

        public Geo Geo { get; set; } = null!;
    }

    private sealed class Geo
    {
        public int North { get; set; }
    }

    private sealed class Line
    {
        public Guid Id { get; set; }

        public string Text { get; set; } = "";

        public int Amount { get; set; }
    }

    [DbContext(typeof(ZooContext<OwnedTypes>))]
    [Migration("20260101000000_OwnedTypes")]
    private sealed class Initial : ZooMigration<OwnedTypes>;
}
