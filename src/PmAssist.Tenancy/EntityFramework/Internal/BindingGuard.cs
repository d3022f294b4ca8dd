// EF asks an IDbConnectionInterceptor about each opening, and for its sake makes the data of all four events of a connection: 3 % of
// an access. Its logger is asked as well, and needs none. The specifications fail if EF changes this.
#pragma warning disable EF1001 // Internal EF Core API: kept in this file.
using System.Diagnostics;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Diagnostics.Internal;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Logging;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Refuses to open the connection of an unbound workspace context: EF keeps a pooled context's last connection string,
/// which on an engine with one database per workspace is the previous workspace's.
/// </summary>
internal sealed class BindingGuard(
    WorkspaceBinding binding,
    ILoggerFactory loggerFactory,
    ILoggingOptions loggingOptions,
    DiagnosticSource diagnosticSource,
    LoggingDefinitions loggingDefinitions,
    IDbContextLogger contextLogger,
    IDbContextOptions contextOptions,
    IInterceptors? interceptors = null)
    : RelationalConnectionDiagnosticsLogger(
        loggerFactory, loggingOptions, diagnosticSource, loggingDefinitions, contextLogger, contextOptions, interceptors)
{
    /// <summary>Asked before each opening, logged or not (EF Core v10.0.11, RelationalConnection.OpenInternal).</summary>
    public override bool ShouldLogConnectionOpen(DateTimeOffset now)
    {
        _ = binding.RequireSchema();
        return base.ShouldLogConnectionOpen(now);
    }
}
