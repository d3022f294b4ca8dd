using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.Tests;

/// <summary>Settings read from configuration.</summary>
public sealed class ConfigurationTests
{
    [Fact]
    public void Every_setting_is_read_by_its_name()
    {
        var options = Read(
            ("MasterSchema", "from_config"), ("SchemaMode", "SharedModel"), ("MigrateOnStartup", "true"), ("ContextPoolSize", "7"),
            ("LockTimeout", "00:00:05"));
        options.MasterSchema.Should().Be("from_config");
        options.SchemaMode.Should().Be(SchemaMode.SharedModel);
        options.MigrateOnStartup.Should().BeTrue();
        options.ContextPoolSize.Should().Be(7);
        options.LockTimeout.Should().Be(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void What_is_not_configured_keeps_its_default()
        => Read(("ContextPoolSize", "7")).LockTimeout.Should().Be(TimeSpan.FromSeconds(30));

    [Fact]
    public void An_unknown_key_is_an_error_that_names_it()
        => FluentActions.Invoking(() => Read(("MasterSchemaName", "typo")))
            .Should().Throw<InvalidOperationException>().WithMessage("*MasterSchemaName*");

    [Fact]
    public void A_value_that_cannot_be_read_is_an_error_that_names_its_key()
        => FluentActions.Invoking(() => Read(("ContextPoolSize", "many")))
            .Should().Throw<InvalidOperationException>().WithMessage("*ContextPoolSize*");

    [Fact]
    public void A_value_out_of_range_is_refused()
        => FluentActions.Invoking(() => Read(("LockTimeout", "02:00:00"))).Should().Throw<ArgumentException>().WithMessage("*LockTimeout*");

    private static TenancyOptions Read(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(s => $"Tenancy:{s.Key}", s => (string?)s.Value)).Build();
        using var services = new ServiceCollection()
            .AddPmAssistTenancy(tenancy => tenancy.UseSqlite("data").Configure(configuration.GetSection("Tenancy")))
            .BuildServiceProvider();
        return services.GetRequiredService<TenancyOptions>();
    }
}
