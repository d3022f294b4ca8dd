using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Specifications.Zoo.Models;

/// <summary>Complex types, one inside another, an optional one, and a collection in a JSON column.</summary>
public sealed class ComplexTypes : ZooModel
{
    public override void Build(ModelBuilder model, ZooEngine engine)
        => model.Entity<Shipment>(shipment =>
        {
            shipment.ComplexProperty(s => s.From, address => address.ComplexProperty(a => a.Country));
            shipment.ComplexProperty(s => s.To, address => address.ComplexProperty(a => a.Country));
            shipment.ComplexCollection(s => s.Stops, stops => stops.ToJson("stops"));
        });

    public override void Add(DbContext context, string mark)
        => context.Add(new Shipment
        {
            From = new Address { Street = mark, Country = new Country { Code = "AT" } },
            To = new Address { Street = "elsewhere", Country = new Country { Code = "US" } },
            Stops = [new Stop { Place = mark }, new Stop { Place = "harbor" }],
        });

    public override async Task CheckAsync(DbContext context, string mark, CancellationToken token)
    {
        var shipment = await context.Set<Shipment>().SingleAsync(s => s.From.Country.Code == "AT" && s.To.Street != mark, token);
        shipment.From.Street.Should().Be(mark);
        shipment.To.Country.Code.Should().Be("US");
        shipment.Stops.Select(s => s.Place).Should().Equal(mark, "harbor");
    }

    private sealed class Shipment
    {
        public Guid Id { get; set; }

        public required Address From { get; set; }

        public required Address To { get; set; }

        public List<Stop> Stops { get; set; } = [];
    }

    private sealed class Address
    {
        public string Street { get; set; } = "";

        public required Country Country { get; set; }
    }

    private sealed class Country
    {
        public string Code { get; set; } = "";
    }

    private sealed class Stop
    {
        public string Place { get; set; } = "";
    }

    [DbContext(typeof(ZooContext<ComplexTypes>))]
    [Migration("20260101000000_ComplexTypes")]
    private sealed class Initial : ZooMigration<ComplexTypes>;
}
