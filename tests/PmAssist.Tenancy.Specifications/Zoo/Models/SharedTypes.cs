using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Specifications.Zoo.Models;

/// <summary>Entities of one CLR type in several tables, and a bag of properties.</summary>
public sealed class SharedTypes : ZooModel
{
    public override void Build(ModelBuilder model, ZooEngine engine)
    {
        model.SharedTypeEntity<Entry>("Income").ToTable("income");
        model.SharedTypeEntity<Entry>("Expense").ToTable("expenses");
        model.SharedTypeEntity<Dictionary<string, object>>("Setting", setting =>
        {
            setting.IndexerProperty<int>("Id");
            setting.IndexerProperty<string>("Value").IsRequired();
        });
    }

    public override void Add(DbContext context, string mark)
    {
        context.Set<Entry>("Income").Add(new Entry { Text = $"income {mark}" });
        context.Set<Entry>("Expense").Add(new Entry { Text = $"expense {mark}" });
        context.Set<Dictionary<string, object>>("Setting").Add(new() { ["Value"] = mark });
    }

    public override async Task CheckAsync(DbContext context, string mark, CancellationToken token)
    {
        (await context.Set<Entry>("Income").SingleAsync(token)).Text.Should().Be($"income {mark}");
        (await context.Set<Entry>("Expense").SingleAsync(token)).Text.Should().Be($"expense {mark}");
        (await context.Set<Dictionary<string, object>>("Setting").SingleAsync(s => (string)s["Value"] == mark, token))["Id"].Should().Be(1);
    }

    private sealed class Entry
    {
        public Guid Id { get; set; }

        public string Text { get; set; } = "";
    }

    [DbContext(typeof(ZooContext<SharedTypes>))]
    [Migration("20260101000000_SharedTypes")]
    private sealed class Initial : ZooMigration<SharedTypes>;
}
