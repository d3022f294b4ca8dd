using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Specifications.Zoo.Models;

/// <summary>A sequence that numbers rows by a default of the model's own SQL.</summary>
public sealed class Sequences : ZooModel
{
    public override string? FindGap(ZooEngine engine) => engine.IsSqlite ? "SQLite has no sequences." : null;

    public override void Build(ModelBuilder model, ZooEngine engine)
    {
        model.HasSequence<int>("ticket_numbers").StartsAt(1000).IncrementsBy(5);
        var next = engine.IsSqlServer
            ? $"NEXT VALUE FOR {engine.In("ticket_numbers")}"
            : $"nextval('{engine.In("ticket_numbers")}')";
        model.Entity<Ticket>().Property(t => t.Number).HasDefaultValueSql(next);
    }

    public override void Add(DbContext context, string mark) => context.AddRange(new Ticket { Title = mark }, new Ticket { Title = mark });

    public override async Task CheckAsync(DbContext context, string mark, CancellationToken token)
    {
        var tickets = await context.Set<Ticket>().OrderBy(t => t.Number).ToListAsync(token);
        tickets.Select(t => (t.Title, t.Number)).Should().Equal([(mark, 1000), (mark, 1005)], "each workspace has a sequence of its own");
    }

    private sealed class Ticket
    {
        public Guid Id { get; set; }

        public string Title { get; set; } = "";

        public int Number { get; set; }
    }

    [DbContext(typeof(ZooContext<Sequences>))]
    [Migration("20260101000000_Sequences")]
    private sealed class Initial : ZooMigration<Sequences>;
}
