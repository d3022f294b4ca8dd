using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Specifications.Zoo.Models;

/// <summary>Complex properties of one name in two classes of one table.</summary>
public sealed class ComplexTypesInHierarchy : ZooModel
{
    public override void Build(ModelBuilder model, ZooEngine engine)
    {
        model.Entity<Device>().ComplexProperty(d => d.Maker);
        model.Entity<Phone>().ComplexProperty(p => p.Size);
        model.Entity<Tablet>().ComplexProperty(t => t.Size);
    }

    public override void Add(DbContext context, string mark)
        => context.AddRange(
            new Phone { Maker = new Maker { Name = mark }, Size = new Size { Width = 6, Height = 14 } },
            new Tablet { Maker = new Maker { Name = mark }, Size = new Size { Width = 16, Height = 25 } });

    public override async Task CheckAsync(DbContext context, string mark, CancellationToken token)
    {
        (await context.Set<Device>().CountAsync(d => d.Maker.Name == mark, token)).Should().Be(2);
        (await context.Set<Phone>().SingleAsync(token)).Size.Should().BeEquivalentTo(new { Width = 6, Height = 14 });
        (await context.Set<Tablet>().SingleAsync(t => t.Size.Height > 20, token)).Size.Width.Should().Be(16);
    }

    private abstract class Device
    {
        public Guid Id { get; set; }

        public required Maker Maker { get; set; }
    }

    private sealed class Phone : Device
    {
        public required Size Size { get; set; }
    }

    private sealed class Tablet : Device
    {
        public required Size Size { get; set; }
    }

    private sealed class Maker
    {
        public string Name { get; set; } = "";
    }

    private sealed class Size
    {
        public int Width { get; set; }

        public int Height { get; set; }
    }

    [DbContext(typeof(ZooContext<ComplexTypesInHierarchy>))]
    [Migration("20260101000000_ComplexTypesInHierarchy")]
    private sealed class Initial : ZooMigration<ComplexTypesInHierarchy>;
}
