using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Specifications.Zoo.Models;

/// <summary>Owned entities in JSON columns and collections of plain values.</summary>
public sealed class JsonColumns : ZooModel
{
    public override void Build(ModelBuilder model, ZooEngine engine)
        => model.Entity<Profile>(profile =>
        {
            profile.OwnsOne(p => p.Settings, settings =>
            {
                settings.ToJson("settings");
                settings.OwnsMany(s => s.Rules);
            });
            profile.PrimitiveCollection(p => p.Tags);
        });

    public override void Add(DbContext context, string mark)
        => context.Add(new Profile
        {
            Name = mark,
            Settings = new Settings { Theme = "dark", Rules = { new Rule { Text = mark, Weight = 2 } } },
            Tags = { mark, "tag" },
        });

    public override async Task CheckAsync(DbContext context, string mark, CancellationToken token)
    {
        var profile = await context.Set<Profile>().SingleAsync(p => p.Settings.Theme == "dark" && p.Tags.Contains("tag"), token);
        profile.Should().BeEquivalentTo(
            new
            {
                Name = mark,
                Settings = new { Theme = "dark", Rules = new[] { new { Text = mark, Weight = 2 } } },
                Tags = new[] { mark, "tag" }
            });
        profile.Settings.Rules[0].Weight = 5;
        await context.SaveChangesAsync(token);
        (await context.Set<Profile>().AsNoTracking().SingleAsync(token)).Settings.Rules.Single().Weight.Should().Be(5);
    }

    private sealed class Profile
    {
        public Guid Id { get; set; }

        public string Name { get; set; } = "";

        public Settings Settings { get; set; } = null!;

        public List<string> Tags { get; } = [];
    }

    private sealed class Settings
    {
        public string Theme { get; set; } = "";

        public List<Rule> Rules { get; } = [];
    }

    private sealed class Rule
    {
        public string Text { get; set; } = "";

        public int Weight { get; set; }
    }

    [DbContext(typeof(ZooContext<JsonColumns>))]
    [Migration("20260101000000_JsonColumns")]
    private sealed class Initial : ZooMigration<JsonColumns>;
}
