using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Specifications.Zoo.Models;

/// <summary>A table for each class of a hierarchy, joined by an integer key that the engine makes.</summary>
public sealed class TablePerType : ZooModel
{
    public override void Build(ModelBuilder model, ZooEngine engine)
    {
        model.Entity<Vehicle>().UseTptMappingStrategy();
        model.Entity<Car>();
        model.Entity<Truck>();
    }

    public override void Add(DbContext context, string mark)
        => context.AddRange(new Car { Name = mark, Seats = 4 }, new Truck { Name = mark, Tons = 7.5 });

    public override async Task CheckAsync(DbContext context, string mark, CancellationToken token)
    {
        var vehicles = await context.Set<Vehicle>().ToListAsync(token);
        vehicles.Should().HaveCount(2).And.OnlyContain(v => v.Name == mark && v.Id > 0);
        vehicles.OfType<Car>().Single().Seats.Should().Be(4);
        vehicles.OfType<Truck>().Single().Tons.Should().Be(7.5);
        (await context.Set<Truck>().Where(t => t.Tons > 7).ExecuteUpdateAsync(s => s.SetProperty(t => t.Tons, 8.0), token)).Should().Be(1);
    }

    private abstract class Vehicle
    {
        public int Id { get; set; }

        public string Name { get; set; } = "";
    }

    private sealed class Car : Vehicle
    {
        public int Seats { get; set; }
    }

    private sealed class Truck : Vehicle
    {
        public double Tons { get; set; }
    }

    [DbContext(typeof(ZooContext<TablePerType>))]
    [Migration("20260101000000_TablePerType")]
    private sealed class Initial : ZooMigration<TablePerType>;
}
