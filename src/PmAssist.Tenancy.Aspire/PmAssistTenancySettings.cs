namespace PmAssist.Tenancy;

/// <summary>
/// What <c>AddPmAssistTenancy</c> on a host's builder does besides the registration. Read from the configuration section
/// <c>PmAssist:Tenancy</c>, then from <c>PmAssist:Tenancy:{connectionName}</c>.
/// </summary>
public sealed class PmAssistTenancySettings
{
    /// <summary>The connection string, or on SQLite the directory. Default: that of the name in <c>ConnectionStrings</c>.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Whether the health checks of <c>AddHealthChecks().AddPmAssistTenancy()</c> are left out. Default: false.</summary>
    public bool DisableHealthChecks { get; set; }

    /// <summary>Whether OpenTelemetry gets none of the library's spans. Default: false.</summary>
    public bool DisableTracing { get; set; }

    /// <summary>Whether OpenTelemetry gets none of the library's metrics. Default: false.</summary>
    public bool DisableMetrics { get; set; }
}
