using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Specifications.Zoo.Models;

/// <summary>A complete table for each class of a hierarchy, with keys made on the client.</summary>
public sealed class TablePerConcreteType : ZooModel
{
    public override void Build(ModelBuilder model, ZooEngine engine)
    {
        model.Entity<Account>().UseTpcMappingStrategy();
        model.Entity<Savings>();
        model.Entity<Checking>();
    }

    public override void Add(DbContext context, string mark)
        => context.AddRange(new Savings { Owner = mark, Rate = 3 }, new Checking { Owner = mark, Limit = 100 });

    public override async Task CheckAsync(DbContext context, string mark, CancellationToken token)
    {
        var accounts = await context.Set<Account>().ToListAsync(token);
        accounts.Should().HaveCount(2).And.OnlyContain(a => a.Owner == mark);
        accounts.OfType<Savings>().Single().Rate.Should().Be(3);
        accounts.OfType<Checking>().Single().Limit.Should().Be(100);
    }

    private abstract class Account
    {
        public Guid Id { get; set; }

        public string Owner { get; set; } = "";
    }

    private sealed class Savings : Account
    {
        public int Rate { get; set; }
    }

    private sealed class Checking : Account
    {
        public int Limit { get; set; }
    }

    [DbContext(typeof(ZooContext<TablePerConcreteType>))]
    [Migration("20260101000000_TablePerConcreteType")]
    private sealed class Initial : ZooMigration<TablePerConcreteType>;
}
