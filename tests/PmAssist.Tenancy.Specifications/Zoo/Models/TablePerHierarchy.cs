using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Specifications.Zoo.Models;

/// <summary>One table for a hierarchy, with one property name in two derived classes.</summary>
public sealed class TablePerHierarchy : ZooModel
{
    public override void Build(ModelBuilder model, ZooEngine engine)
    {
        model.Entity<Animal>().ToTable("animals");
        model.Entity<Cat>().HasMany(c => c.Kittens).WithOne().HasForeignKey(k => k.MotherId);
        model.Entity<Dog>();
    }

    public override void Add(DbContext context, string mark)
        => context.AddRange(
            new Cat { Name = mark, Breed = "Manx", Kittens = { new Cat { Name = mark, Breed = "Persian" } } },
            new Dog { Name = mark, Breed = "Poodle" });

    public override async Task CheckAsync(DbContext context, string mark, CancellationToken token)
    {
        var cats = await context.Set<Cat>().Include(c => c.Kittens).OrderBy(c => c.Breed).ToListAsync(token);
        cats.Select(c => (c.Name, c.Breed)).Should().Equal((mark, "Manx"), (mark, "Persian"));
        cats[0].Kittens.Should().Equal(cats[1]);
        (await context.Set<Dog>().SingleAsync(token)).Should().BeEquivalentTo(new { Name = mark, Breed = "Poodle" });
        (await context.Set<Animal>().CountAsync(a => a.Name == mark, token)).Should().Be(3);
    }

    private abstract class Animal
    {
        public Guid Id { get; set; }

        public string Name { get; set; } = "";
    }

    private sealed class Cat : Animal
    {
        public string Breed { get; set; } = "";

        public Guid? MotherId { get; set; }

        public List<Cat> Kittens { get; } = [];
    }

    private sealed class Dog : Animal
    {
        public string Breed { get; set; } = "";
    }

    [DbContext(typeof(ZooContext<TablePerHierarchy>))]
    [Migration("20260101000000_TablePerHierarchy")]
    private sealed class Initial : ZooMigration<TablePerHierarchy>;
}
