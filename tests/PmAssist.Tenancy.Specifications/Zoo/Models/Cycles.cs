using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Specifications.Zoo.Models;

/// <summary>Rows that refer to rows of their own table, and two tables that refer to each other.</summary>
public sealed class Cycles : ZooModel
{
    public override void Build(ModelBuilder model, ZooEngine engine)
    {
        model.Entity<Person>().HasOne(p => p.Boss).WithMany().HasForeignKey(p => p.BossId).OnDelete(DeleteBehavior.Restrict);
        model.Entity<Team>().HasOne(t => t.Leader).WithMany().HasForeignKey(t => t.LeaderId).OnDelete(DeleteBehavior.Restrict);
        model.Entity<Person>().HasOne(p => p.Team).WithMany().HasForeignKey(p => p.TeamId).OnDelete(DeleteBehavior.Restrict);
    }

    public override void Add(DbContext context, string mark)
    {
        var team = new Team { Name = mark };
        var leader = new Person { Name = mark, Team = team };
        context.AddRange(leader, new Person { Name = mark, Boss = leader, Team = team });
        context.SaveChanges();
        team.Leader = leader;
        leader.Boss = leader;
    }

    public override async Task CheckAsync(DbContext context, string mark, CancellationToken token)
    {
        var team = await context.Set<Team>().Include(t => t.Leader).SingleAsync(t => t.Name == mark, token);
        var people = await context.Set<Person>().Where(p => p.Name == mark).ToListAsync(token);
        people.Should().HaveCount(2).And.OnlyContain(p => p.BossId == team.LeaderId && p.TeamId == team.Id);
    }

    private sealed class Person
    {
        public int Id { get; set; }

        public string Name { get; set; } = "";

        public int? BossId { get; set; }

        public Person? Boss { get; set; }

        public int TeamId { get; set; }

        public Team? Team { get; set; }
    }

    private sealed class Team
    {
        public int Id { get; set; }

        public string Name { get; set; } = "";

        public int? LeaderId { get; set; }

        public Person? Leader { get; set; }
    }

    [DbContext(typeof(ZooContext<Cycles>))]
    [Migration("20260101000000_Cycles")]
    private sealed class Initial : ZooMigration<Cycles>;
}
