using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy;

namespace Microsoft.Extensions.Hosting;

/// <summary>Registers the library as Aspire's client integrations register theirs.</summary>
public static class PmAssistTenancyHostApplicationBuilderExtensions
{
    private const string Section = "PmAssist:Tenancy";

    /// <summary>
    /// Registers the library with a host's own workspace context and a connection that the configuration names; adds its health checks, and
    /// its spans and metrics to OpenTelemetry.
    /// </summary>
    /// <typeparam name="TContext">The host's context.</typeparam>
    /// <param name="builder">The host's builder.</param>
    /// <param name="connectionName">The name in <c>ConnectionStrings</c>, as the AppHost gives it.</param>
    /// <param name="configure">
    /// Chooses the engine with the connection string: <c>(tenancy, connection) => tenancy.UseNpgsql(connection)</c>.
    /// </param>
    /// <param name="configureSettings">Changes the settings after they were read from the configuration; null for nothing.</param>
    /// <exception cref="InvalidOperationException">There is no connection string of that name, or no engine was chosen.</exception>
    public static void AddPmAssistTenancy<TContext>(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<TenancyBuilder, string> configure,
        Action<PmAssistTenancySettings>? configureSettings = null)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionName);
        ArgumentNullException.ThrowIfNull(configure);
        var settings = new PmAssistTenancySettings();
        builder.Configuration.GetSection(Section).Bind(settings);
        builder.Configuration.GetSection($"{Section}:{connectionName}").Bind(settings);
        settings.ConnectionString = builder.Configuration.GetConnectionString(connectionName) ?? settings.ConnectionString;
        configureSettings?.Invoke(settings);
        if (string.IsNullOrWhiteSpace(settings.ConnectionString))
        {
            throw new InvalidOperationException(
                $"There is no connection string '{connectionName}'. Set ConnectionStrings:{connectionName}, for example with "
                + $"WithReference in the AppHost, or {Section}:{connectionName}:{nameof(settings.ConnectionString)}.");
        }

        builder.Services.AddPmAssistTenancy<TContext>(tenancy => configure(tenancy, settings.ConnectionString));
        if (!settings.DisableHealthChecks)
        {
            builder.Services.AddHealthChecks().AddPmAssistTenancy();
        }

        if (!settings.DisableTracing)
        {
            builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing.AddSource(TenancyDiagnostics.SourceName));
        }

        if (!settings.DisableMetrics)
        {
            builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter(TenancyDiagnostics.SourceName));
        }
    }
}
