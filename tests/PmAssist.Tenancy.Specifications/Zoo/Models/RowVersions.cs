using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Specifications.Zoo.Models;

/// <summary>A token that the engine keeps.</summary>
public sealed class RowVersions : ZooModel
{
    public override string? FindGap(ZooEngine engine) => engine.IsSqlite ? "SQLite keeps no version of a row." : null;

    public override void Build(ModelBuilder model, ZooEngine engine)
        => model.Entity<Page>(page =>
        {
            if (engine.IsSqlServer)
            {
                page.Property<byte[]>("Version").IsRowVersion();
            }
            else
            {
                page.Property<uint>("Version").IsRowVersion();
            }
        });

    public override void Add(DbContext context, string mark) => context.Add(new Page { Text = mark });

    public override async Task CheckAsync(DbContext context, string mark, CancellationToken token)
    {
        var page = await context.Set<Page>().SingleAsync(token);
        page.Text.Should().Be(mark);
        await context.Set<Page>().ExecuteUpdateAsync(s => s.SetProperty(p => p.Text, "changed"), token);
        page.Text = "too late";
        await FluentActions.Awaiting(() => context.SaveChangesAsync(token)).Should().ThrowAsync<DbUpdateConcurrencyException>();
    }

    private sealed class Page
    {
        public Guid Id { get; set; }

        public string Text { get; set; } = "";
    }

    [DbContext(typeof(ZooContext<RowVersions>))]
    [Migration("20260101000000_RowVersions")]
    private sealed class Initial : ZooMigration<RowVersions>;
}
