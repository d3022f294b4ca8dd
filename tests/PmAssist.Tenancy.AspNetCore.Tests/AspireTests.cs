using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace PmAssist.Tenancy.AspNetCore.Tests;

/// <summary>The registration in the shape that Aspire's client integrations have.</summary>
public sealed class AspireTests
{
    private const string Directory = "data-of-aspire";

    [Fact]
    public async Task A_connection_by_name_brings_health_checks_traces_and_metrics()
    {
        await using var services = Build([("ConnectionStrings:tenancy", Directory)]);
        services.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations.Select(r => r.Name)
            .Should().BeEquivalentTo("pmassist-tenancy-live", "pmassist-tenancy-ready", "pmassist-tenancy-fleet");
        services.GetService<TracerProvider>().Should().NotBeNull();
        services.GetService<MeterProvider>().Should().NotBeNull();
        services.GetRequiredService<IWorkspaceMigrator>().Should().NotBeNull();
    }

    [Theory]
    [InlineData("PmAssist:Tenancy")]
    [InlineData("PmAssist:Tenancy:tenancy")]
    public async Task Each_of_them_can_be_left_out_by_configuration(string section)
    {
        await using var services = Build([
            ($"{section}:ConnectionString", Directory),
            ($"{section}:DisableHealthChecks", "true"), ($"{section}:DisableTracing", "true"), ($"{section}:DisableMetrics", "true")]);
        services.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations.Should().BeEmpty();
        services.GetService<TracerProvider>().Should().BeNull();
        services.GetService<MeterProvider>().Should().BeNull();
    }

    [Fact]
    public async Task The_connection_of_the_name_comes_first_and_code_last()
    {
        var used = new List<string>();
        (string, string)[] both = [("PmAssist:Tenancy:ConnectionString", "settings"), ("ConnectionStrings:tenancy", "named")];
        await using (Build(both, used: used))
        {
        }

        await using (Build(both, settings => settings.ConnectionString = "code", used))
        {
        }

        used.Should().Equal("named", "code");
    }

    [Fact]
    public void Without_a_connection_the_error_says_where_to_put_it()
        => FluentActions.Invoking(() => Build([])).Should().Throw<InvalidOperationException>().WithMessage("*ConnectionStrings:tenancy*");

    private static ServiceProvider Build(
        (string Key, string Value)[] configuration, Action<PmAssistTenancySettings>? configure = null, List<string>? used = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(configuration.Select(c => KeyValuePair.Create(c.Key, (string?)c.Value)));
        builder.AddPmAssistTenancy<WorkspaceDbContext>(
            "tenancy",
            (tenancy, connection) =>
            {
                used?.Add(connection);
                tenancy.UseSqlite(connection);
            },
            configure);
        return ((IServiceCollection)builder.Services).BuildServiceProvider();
    }
}
