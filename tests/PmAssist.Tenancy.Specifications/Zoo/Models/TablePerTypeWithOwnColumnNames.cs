using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Specifications.Zoo.Models;

/// <summary>A column that has another name in a table of its own: configuration for one table.</summary>
public sealed class TablePerTypeWithOwnColumnNames : ZooModel
{
    public override void Build(ModelBuilder model, ZooEngine engine)
    {
        model.Entity<Pet>().ToTable("Pets");
        model.Entity<Cat>().ToTable("Cats", table => table.Property(c => c.Id).HasColumnName("CatId"));
        model.Entity<Dog>().ToTable("Dogs", table => table.Property(d => d.Id).HasColumnName("DogId"));
    }

    public override void Add(DbContext context, string mark)
        => context.AddRange(new Cat { Name = mark, Lives = 9 }, new Dog { Name = mark, Bark = "loud" });

    public override async Task CheckAsync(DbContext context, string mark, CancellationToken token)
    {
        (await context.Set<Cat>().SingleAsync(token)).Should().BeEquivalentTo(new { Name = mark, Lives = 9 });
        (await context.Set<Dog>().SingleAsync(token)).Should().BeEquivalentTo(new { Name = mark, Bark = "loud" });
        (await context.Set<Pet>().CountAsync(token)).Should().Be(2);
    }

    private abstract class Pet
    {
        public Guid Id { get; set; }

        public string Name { get; set; } = "";
    }

    private sealed class Cat : Pet
    {
        public int Lives { get; set; }
    }

    private sealed class Dog : Pet
    {
        public string Bark { get; set; } = "";
    }

    [DbContext(typeof(ZooContext<TablePerTypeWithOwnColumnNames>))]
    [Migration("20260101000000_TablePerTypeWithOwnColumnNames")]
    private sealed class Initial : ZooMigration<TablePerTypeWithOwnColumnNames>;
}
