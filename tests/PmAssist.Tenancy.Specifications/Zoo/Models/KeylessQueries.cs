using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Specifications.Zoo.Models;

/// <summary>A keyless entity of a table, and one of SQL in the model that names the template.</summary>
public sealed class KeylessQueries : ZooModel
{
    public override void Build(ModelBuilder model, ZooEngine engine)
    {
        model.Entity<Reading>().ToTable("readings");
        model.Entity<Average>().HasNoKey().ToSqlQuery(
            $"SELECT {engine.Quote("Sensor")}, AVG({engine.Quote("Value")}) AS {engine.Quote("Mean")} FROM {engine.In("readings")} GROUP "
                + $"BY {engine.Quote("Sensor")}");
    }

    public override void Add(DbContext context, string mark)
        => context.AddRange(new Reading { Sensor = mark, Value = 2 }, new Reading { Sensor = mark, Value = 4 });

    public override async Task CheckAsync(DbContext context, string mark, CancellationToken token)
    {
        (await context.Set<Average>().SingleAsync(token)).Should().BeEquivalentTo(new { Sensor = mark, Mean = 3.0 });
        (await context.Set<Reading>().Join(
            context.Set<Average>(), r => r.Sensor, a => a.Sensor, (r, a) => r.Value - a.Mean).ToListAsync(token))
            .Should().BeEquivalentTo([-1.0, 1.0]);
    }

    private sealed class Reading
    {
        public Guid Id { get; set; }

        public string Sensor { get; set; } = "";

        public double Value { get; set; }
    }

    private sealed class Average
    {
        public string Sensor { get; set; } = "";

        public double Mean { get; set; }
    }

    [DbContext(typeof(ZooContext<KeylessQueries>))]
    [Migration("20260101000000_KeylessQueries")]
    private sealed class Initial : ZooMigration<KeylessQueries>;
}
