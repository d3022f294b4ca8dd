using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Specifications.Zoo.Models;

/// <summary>A table without a primary key, in which two rows are the same; EF reads it and writes nothing there.</summary>
public sealed class KeylessTables : ZooModel
{
    public override void Build(ModelBuilder model, ZooEngine engine)
        => model.Entity<Visit>(visit =>
        {
            visit.HasNoKey().ToTable("visits");
            visit.HasIndex(v => v.Page);
        });

    public override void Add(DbContext context, string mark)
    {
        ArgumentNullException.ThrowIfNull(context);
        var engine = new ZooEngine(context.Database.ProviderName);
        var columns = $"{engine.Quote("Page")}, {engine.Quote("Seconds")}";
        var insert = $"INSERT INTO {engine.In("visits")} ({columns}) VALUES ({{0}}, 7), ({{0}}, 7), ({{0}}, NULL)";
        context.Database.ExecuteSqlRaw(insert, mark);
    }

    public override async Task CheckAsync(DbContext context, string mark, CancellationToken token)
        => (await context.Set<Visit>().Where(v => v.Page == mark).Select(v => v.Seconds).ToListAsync(token))
            .Should().BeEquivalentTo(new int?[] { 7, 7, null });

    private sealed class Visit
    {
        public string Page { get; set; } = "";

        public int? Seconds { get; set; }
    }

    [DbContext(typeof(ZooContext<KeylessTables>))]
    [Migration("20260101000000_KeylessTables")]
    private sealed class Initial : ZooMigration<KeylessTables>;
}
