using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.Tests;

/// <summary>Settings are checked when the registration callback returns, not at the first query.</summary>
public sealed class TenancyOptionsTests
{
    [Fact]
    public void The_defaults_are_as_documented()
    {
        var options = new TenancyOptions();
        options.MasterSchema.Should().Be("pmassist_master");
        options.SchemaMode.Should().Be(SchemaMode.SharedModel);
        options.MigrateOnStartup.Should().BeFalse();
        options.ContextPoolSize.Should().Be(1024);
        options.LockTimeout.Should().Be(TimeSpan.FromSeconds(30));
        options.CatalogueCacheDuration.Should().Be(TimeSpan.FromSeconds(30));
        options.CatalogueCacheSize.Should().Be(10_000);
        options.LastSeenInterval.Should().Be(TimeSpan.FromMinutes(1));
        Register(_ => { }).Should().NotThrow();
    }

    [Theory]
    [InlineData("a")]
    [InlineData("_")]
    [InlineData("my_master2")]
    [InlineData("ws_master")]
    [InlineData("abcdefghijklmnopqrstuvwxyz0123456789_abcdefghijklmnopqrstuvwxyz")]
    public void A_plain_master_schema_is_taken(string name) => Register(o => o.MasterSchema = name).Should().NotThrow();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Master")]
    [InlineData("2master")]
    [InlineData("my-master")]
    [InlineData("my master")]
    [InlineData("master\"; DROP TABLE x; --")]
    [InlineData("master\n")]
    [InlineData("../master")]
    [InlineData("größe")]
    [InlineData("abcdefghijklmnopqrstuvwxyz0123456789_abcdefghijklmnopqrstuvwxyz_")]
    [InlineData("ws_00000000000000000000000000000000")]
    [InlineData("ws_123e4567e89b12d3a456426614174000")]
    public void Any_other_master_schema_is_refused(string? name)
        => Register(o => o.MasterSchema = name!).Should().Throw<ArgumentException>().WithMessage("*MasterSchema*");

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(100_000, true)]
    [InlineData(100_001, false)]
    [InlineData(-1, false)]
    public void The_pool_holds_0_to_100_000_contexts(int size, bool valid)
        => Check(Register(o => o.ContextPoolSize = size), valid, "*ContextPoolSize*0 to 100,000*");

    [Theory]
    [InlineData(0, false)]
    [InlineData(0.5, false)]
    [InlineData(1, true)]
    [InlineData(3_600_000, true)]
    [InlineData(3_600_001, false)]
    [InlineData(-1, false)]
    public void A_lock_is_waited_for_between_1_ms_and_1_h(double milliseconds, bool valid)
        => Check(Register(o => o.LockTimeout = TimeSpan.FromMilliseconds(milliseconds)), valid, "*LockTimeout*1 ms to 1 h*");

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(3_600_000, true)]
    [InlineData(3_600_001, false)]
    public void A_workspace_is_known_for_up_to_1_h(double milliseconds, bool valid)
        => Check(
            Register(o => o.CatalogueCacheDuration = TimeSpan.FromMilliseconds(milliseconds)), valid, "*CatalogueCacheDuration*0 to 1 h*");

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(1_000_000, true)]
    [InlineData(1_000_001, false)]
    public void The_cache_has_room_for_1_to_1_000_000_workspaces(int size, bool valid)
        => Check(Register(o => o.CatalogueCacheSize = size), valid, "*CatalogueCacheSize*1 to 1,000,000*");

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(0.9, false)]
    [InlineData(1, true)]
    [InlineData(86_400, true)]
    [InlineData(86_401, false)]
    public void Last_seen_is_written_every_second_to_once_a_day_or_never(double seconds, bool valid)
        => Check(Register(o => o.LastSeenInterval = TimeSpan.FromSeconds(seconds)), valid, "*LastSeenInterval*1 s to 1 day*");

    [Fact]
    public void A_mode_that_is_none_is_refused()
        => Register(o => o.SchemaMode = (SchemaMode)99).Should().Throw<ArgumentException>().WithMessage("*SchemaMode*");

    [Fact]
    public void No_engine_is_said_at_registration_and_names_the_choices()
        => FluentActions.Invoking(() => new ServiceCollection().AddPmAssistTenancy(_ => { }))
            .Should().Throw<InvalidOperationException>().WithMessage("No database was chosen*UseSqlServer, UseNpgsql or UseSqlite*");

    [Fact]
    public void Two_engines_are_refused()
        => FluentActions.Invoking(() => new ServiceCollection().AddPmAssistTenancy(t => t.UseSqlite("data").UseNpgsql("Host=localhost")))
            .Should().Throw<InvalidOperationException>().WithMessage("*Sqlite was chosen already*");

    [Fact]
    public void A_second_registration_is_refused()
    {
        var services = new ServiceCollection().AddPmAssistTenancy(t => t.UseSqlite("data"));
        FluentActions.Invoking(() => services.AddPmAssistTenancy(t => t.UseSqlite("data")))
            .Should().Throw<InvalidOperationException>().WithMessage("*already called*");
    }

    [Fact]
    public void A_registration_that_fails_registers_nothing()
    {
        var services = new ServiceCollection();
        FluentActions.Invoking(() => services.AddPmAssistTenancy(t => t.UseSqlite("data").Configure(o => o.ContextPoolSize = -1)))
            .Should().Throw<ArgumentException>();
        services.Should().BeEmpty();
    }

    [Fact]
    public void A_registration_without_arguments_is_refused()
    {
        FluentActions.Invoking(() => new ServiceCollection().AddPmAssistTenancy(null!)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => new ServiceCollection().AddPmAssistTenancy(t => t.UseSqlite(" "))).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new ServiceCollection().AddPmAssistTenancy(t => t.UseNpgsql(""))).Should().Throw<ArgumentException>();
    }

    private static Action Register(Action<TenancyOptions> configure)
        => () => new ServiceCollection().AddPmAssistTenancy(tenancy => tenancy.UseSqlite("data").Configure(configure));

    private static void Check(Action register, bool valid, string message)
    {
        if (valid)
        {
            register.Should().NotThrow();
        }
        else
        {
            register.Should().Throw<ArgumentException>().WithMessage(message);
        }
    }
}
