using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure;
using NpgsqlTypes;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>What lies in one schema but is kept per model, or named outside the text, is refused when the model is built.</summary>
public sealed class ModelRulesTests
{
    public enum Mood
    {
        Calm,
        Tense,
    }

    [Fact]
    public void A_sequence_for_keys_lies_in_the_workspaces_schema()
    {
        var schema = WorkspaceSchema.For(Guid.NewGuid());
        var options = new DbContextOptionsBuilder<ModelContext>()
            .UseWorkspaceSchemas(new PostgreSqlTenancyProvider("Host=localhost")).EnableServiceProviderCaching(false).Options;
        using var context = new ModelContext(options, model => model.Entity<Counter>().Property(c => c.Id).UseSequence());
        context.BindTo(schema);

        context.Database.GenerateCreateScript().Should().Contain($"CREATE SEQUENCE {schema}.\"CounterSequence\"")
            .And.Contain($"nextval('{schema}.\"CounterSequence\"')");
    }

    [Fact]
    public void A_plain_model_is_taken() => Build(_ => { }).Should().NotThrow();

    [Fact]
    public void HiLo_for_a_model_is_refused()
        => Build(model => model.UseHiLo()).Should().Throw<InvalidOperationException>().WithMessage("*UseHiLo()*identity columns or GUIDs*");

    [Fact]
    public void HiLo_for_a_property_is_refused()
        => Build(model => model.Entity<Counter>().Property(c => c.Id).UseHiLo("counter_ids"))
            .Should().Throw<InvalidOperationException>().WithMessage("*Counter.Id*HiLo*identity column or a GUID*");

    [Fact]
    public void An_enum_declared_in_the_model_is_refused()
        => Build(model => model.HasPostgresEnum<Mood>())
            .Should().Throw<InvalidOperationException>().WithMessage("*mood*HasConversion<string>()*");

    [Fact]
    public void An_enum_mapped_by_an_option_is_refused()
        => Build(_ => { }, npgsql => npgsql.MapEnum<Mood>())
            .Should().Throw<InvalidOperationException>().WithMessage("*mood*HasConversion<string>()*");

    [Fact]
    public void A_range_type_is_refused()
        => Build(model => model.HasPostgresRange("price_range", "numeric"))
            .Should().Throw<InvalidOperationException>().WithMessage("*price_range*two bounds as columns*");

    [Fact]
    public void A_range_mapped_by_an_option_is_refused()
        => Build(
                model => model.Entity<Priced>(),
                npgsql => npgsql.MapRange<double>("price_range", subtypeName: "float8"))
            .Should().Throw<InvalidOperationException>().WithMessage("*Priced.Price*two bounds as columns*");

    [Fact]
    public void A_collation_is_refused()
        => Build(model => model.HasCollation("case_insensitive", locale: "und-u-ks-level2", provider: "icu", deterministic: false))
            .Should().Throw<InvalidOperationException>().WithMessage("*case_insensitive*master's migrations*");

    [Fact]
    public void An_extension_is_refused()
        => Build(model => model.HasPostgresExtension("pg_trgm"))
            .Should().Throw<InvalidOperationException>().WithMessage("*pg_trgm*master's migrations*");

    [Fact]
    public void A_composite_type_is_refused_by_EF_itself()
        => Build(model => model.Entity<Located>().Property(l => l.Place).HasColumnType("place"))
            .Should().Throw<InvalidOperationException>().WithMessage("*'Place'*'place'*");

    [Fact]
    public void Built_in_ranges_and_collations_are_taken()
        => Build(model => model.Entity<Dated>().Property(d => d.Name).UseCollation("C")).Should().NotThrow();

    private static Action Build(Action<ModelBuilder> configure, Action<NpgsqlDbContextOptionsBuilder>? npgsql = null)
        => () =>
        {
            // Each case has services of its own, so that EF builds a model for each; it warns of as many.
            var options = new DbContextOptionsBuilder<ModelContext>()
                .UseWorkspaceSchemas(new PostgreSqlTenancyProvider("Host=localhost", npgsql))
                .EnableServiceProviderCaching(false)
                .ConfigureWarnings(warnings => warnings.Ignore(CoreEventId.ManyServiceProvidersCreatedWarning)).Options;
            using var context = new ModelContext(options, configure);
            context.Model.GetEntityTypes().Should().NotBeEmpty();
        };

    private sealed class Located
    {
        public int Id { get; set; }

        public Coordinates Place { get; set; } = new(0, 0);
    }

    private sealed record Coordinates(double North, double East);

    private sealed class Counter
    {
        public int Id { get; set; }
    }

    private sealed class Priced
    {
        public Guid Id { get; set; }

        public NpgsqlRange<double> Price { get; set; }
    }

    private sealed class Dated
    {
        public Guid Id { get; set; }

        public string Name { get; set; } = "";

        public NpgsqlRange<int> Amounts { get; set; }

        public NpgsqlRange<DateOnly> Days { get; set; }
    }

    private sealed class ModelContext(DbContextOptions<ModelContext> options, Action<ModelBuilder> configure) : WorkspaceDbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            base.OnModelCreating(modelBuilder);
            configure(modelBuilder);
        }
    }
}
