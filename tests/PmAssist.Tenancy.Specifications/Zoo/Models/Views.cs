using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Specifications.Zoo.Models;

/// <summary>An entity that is written to a table and read from a view, and a keyless one of a view.</summary>
public sealed class Views : ZooModel
{
    public override void Build(ModelBuilder model, ZooEngine engine)
    {
        model.Entity<Member>().ToTable("members").ToView("current_members");
        model.Entity<MemberCount>().HasNoKey().ToView("member_counts");
    }

    public override IEnumerable<string> Sql(ZooEngine engine)
        =>
        [
            $"CREATE VIEW {engine.In("current_members")} AS SELECT {engine.Quote("Id")}, {engine.Quote("Name")}, {engine.Quote("Left")} "
                + $"FROM {engine.In("members")} WHERE {engine.Quote("Left")} = 0",
            $"CREATE VIEW {engine.In("member_counts")} AS SELECT {engine.Quote("Left")}, COUNT(*) AS {engine.Quote("Count")} "
                + $"FROM {engine.In("members")} GROUP BY {engine.Quote("Left")}",
        ];

    public override void Add(DbContext context, string mark)
        => context.AddRange(new Member { Name = mark }, new Member { Name = "gone", Left = 1 });

    public override async Task CheckAsync(DbContext context, string mark, CancellationToken token)
    {
        var member = await context.Set<Member>().SingleAsync(token);
        member.Name.Should().Be(mark);
        (await context.Set<MemberCount>().OrderBy(c => c.Left).ToListAsync(token)).Select(c => (c.Left, c.Count))
            .Should().Equal((0, 1L), (1, 1L));
        member.Left = 1;
        await context.SaveChangesAsync(token);
        (await context.Set<Member>().AsNoTracking().AnyAsync(token)).Should().BeFalse();
    }

    private sealed class Member
    {
        public Guid Id { get; set; }

        public string Name { get; set; } = "";

        public int Left { get; set; }
    }

    private sealed class MemberCount
    {
        public int Left { get; set; }

        public long Count { get; set; }
    }

    [DbContext(typeof(ZooContext<Views>))]
    [Migration("20260101000000_Views")]
    private sealed class Initial : ZooMigration<Views>;
}
