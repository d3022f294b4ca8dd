namespace PmAssist.Tenancy;

/// <summary>
/// Where the library's spans and metrics come from, for the host that turns them on. docs/observability.md lists the names of spans,
/// metrics, tags and log categories and the ids of events: they are stable, and what an operator filters by.
/// </summary>
public static class TenancyDiagnostics
{
    /// <summary>
    /// The name of the <see cref="System.Diagnostics.ActivitySource"/> and of the <see cref="System.Diagnostics.Metrics.Meter"/>, of the
    /// core and of the packages that build on it.
    /// </summary>
    public const string SourceName = "PmAssist.Tenancy";
}
