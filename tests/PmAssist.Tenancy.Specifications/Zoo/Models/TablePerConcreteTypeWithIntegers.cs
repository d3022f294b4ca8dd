using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Specifications.Zoo.Models;

/// <summary>A complete table for each class of a hierarchy, with integer keys from one sequence.</summary>
public sealed class TablePerConcreteTypeWithIntegers : ZooModel
{
    public override string? FindGap(ZooEngine engine)
        => engine.IsSqlite ? "SQLite has no sequences, so EF makes no integer keys there that are unique in several tables." : null;

    public override void Build(ModelBuilder model, ZooEngine engine)
    {
        model.Entity<Animal>().UseTpcMappingStrategy();
        model.Entity<Cat>();
        model.Entity<Dog>();
    }

    public override void Add(DbContext context, string mark)
        => context.AddRange(new Cat { Name = mark, Lives = 9 }, new Dog { Name = mark, Bark = "loud" }, new Cat { Name = mark, Lives = 7 });

    public override async Task CheckAsync(DbContext context, string mark, CancellationToken token)
    {
        var animals = await context.Set<Animal>().OrderBy(a => a.Id).ToListAsync(token);
        animals.Should().OnlyContain(a => a.Name == mark);
        animals.Select(a => a.Id).Should().Equal([1, 2, 3], "each workspace has a sequence of its own");
        animals.OfType<Cat>().Sum(c => c.Lives).Should().Be(16);
        animals.OfType<Dog>().Single().Bark.Should().Be("loud");
    }

    private abstract class Animal
    {
        public int Id { get; set; }

        public string Name { get; set; } = "";
    }

    private sealed class Cat : Animal
    {
        public int Lives { get; set; }
    }

    private sealed class Dog : Animal
    {
        public string Bark { get; set; } = "";
    }

    [DbContext(typeof(ZooContext<TablePerConcreteTypeWithIntegers>))]
    [Migration("20260101000000_TablePerConcreteTypeWithIntegers")]
    private sealed class Initial : ZooMigration<TablePerConcreteTypeWithIntegers>;
}
