using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace PmAssist.Tenancy.Tests;

/// <summary>All ways to a setting end in the same checked values, which nobody changes afterwards.</summary>
public sealed class OptionsPatternTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void A_hosts_own_configure_before_and_after_the_registration_counts_in_turn()
    {
        using var services = Build(
            before: s => s.Configure<TenancyOptions>(o => (o.ContextPoolSize, o.ModelCacheSize) = (1, 11)),
            configure: o => (o.ContextPoolSize, o.CatalogueCacheSize) = (2, 12),
            after: s => s.Configure<TenancyOptions>(o => (o.CatalogueCacheSize, o.LockTimeout) = (3, TimeSpan.FromSeconds(3)))
                .PostConfigure<TenancyOptions>(o => o.LockTimeout += TimeSpan.FromSeconds(1)));
        var options = services.GetRequiredService<TenancyOptions>();

        (options.ContextPoolSize, options.ModelCacheSize, options.CatalogueCacheSize).Should().Be((2, 11, 3));
        options.LockTimeout.Should().Be(TimeSpan.FromSeconds(4));
    }

    [Fact]
    public void A_section_that_the_host_binds_itself_counts()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Tenancy:MasterSchema", "from_host"), new("Tenancy:LastSeenInterval", "00:00:05")]).Build();
        using var services = Build(after: s => s.AddOptions<TenancyOptions>().Configure(o => configuration.GetSection("Tenancy").Bind(o)));
        var options = services.GetRequiredService<TenancyOptions>();

        (options.MasterSchema, options.LastSeenInterval).Should().Be(("from_host", TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public void Everybody_gets_the_one_instance_that_the_library_uses()
    {
        using var services = Build();
        using var scope = services.CreateScope();
        var options = services.GetRequiredService<TenancyOptions>();

        services.GetRequiredService<IOptions<TenancyOptions>>().Value.Should().BeSameAs(options);
        services.GetRequiredService<IOptionsMonitor<TenancyOptions>>().CurrentValue.Should().BeSameAs(options);
        scope.ServiceProvider.GetRequiredService<IOptionsSnapshot<TenancyOptions>>().Value.Should().BeSameAs(options);
    }

    [Fact]
    public void What_is_handed_out_cannot_be_changed()
    {
        TenancyOptions? captured = null;
        using var services = Build(configure: o => captured = o);
        foreach (var options in new[] { services.GetRequiredService<TenancyOptions>(), captured! })
        {
            foreach (var property in typeof(TenancyOptions).GetProperties().Where(p => p.CanWrite))
            {
                var value = property.GetValue(options);
                FluentActions.Invoking(() => property.SetValue(options, value))
                    .Should().Throw<Exception>(property.Name).WithInnerException<InvalidOperationException>()
                    .WithMessage($"*{property.Name}*in use*");
            }
        }
    }

    [Fact]
    public async Task A_value_out_of_range_stops_the_host_at_its_start_and_names_all_that_are()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddPmAssistTenancy(tenancy => tenancy.UseSqlite("data"));
        builder.Services.Configure<TenancyOptions>(o => (o.LockTimeout, o.ContextPoolSize) = (TimeSpan.Zero, -3));
        using var host = builder.Build();

        var thrown = (await FluentActions.Awaiting(() => host.StartAsync(Token)).Should().ThrowAsync<OptionsValidationException>()).Which;

        thrown.Failures.Should().BeEquivalentTo(
            "TenancyOptions.LockTimeout is 00:00:00; it goes from 1 ms to 1 h.",
            "TenancyOptions.ContextPoolSize is -3; it goes from 0 to 100,000.");
    }

    [Fact]
    public void Without_a_host_it_is_said_at_the_first_use()
    {
        using var services = Build(after: s => s.Configure<TenancyOptions>(o => o.MasterSchema = "Not A Name"));
        FluentActions.Invoking(() => services.GetRequiredService<IWorkspaceMigrator>())
            .Should().Throw<OptionsValidationException>().WithMessage("*MasterSchema is 'Not A Name'*");
    }

    [Fact]
    public void Every_setting_that_has_a_range_says_so_by_an_attribute()
        => typeof(TenancyOptions).GetProperties()
            .Where(p => p.PropertyType != typeof(bool))
            .Where(p => p.GetCustomAttributes(typeof(System.ComponentModel.DataAnnotations.ValidationAttribute), inherit: true).Length == 0)
            .Select(p => p.Name).Should().BeEmpty();

    private static ServiceProvider Build(
        Action<IServiceCollection>? before = null, Action<TenancyOptions>? configure = null, Action<IServiceCollection>? after = null)
    {
        var services = new ServiceCollection();
        before?.Invoke(services);
        services.AddPmAssistTenancy(tenancy => tenancy.UseSqlite("data").Configure(configure ?? (_ => { })));
        after?.Invoke(services);
        return services.BuildServiceProvider();
    }
}
