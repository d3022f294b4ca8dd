// EF asks an IDbConnectionInterceptor about each opening, and for its sake makes the data of all four events of a connection: 3 % of
// an access. Its logger is asked as well, and needs none. The specifications fail if EF changes this.
#pragma warning disable EF1001 // Internal EF Core API: kept in this file.
using System.Data.Common;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Diagnostics.Internal;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Logging;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Refuses to open the connection of an unbound workspace context: EF keeps a pooled context's last connection string,
/// which on an engine with one database per workspace is the previous workspace's. Tells which connection EF made itself.
/// </summary>
internal sealed class BindingGuard(
    ISchemaBinding binding,
    ConnectionWatch watch,
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
        binding.ThrowIfUnbound();
        return base.ShouldLogConnectionOpen(now);
    }

    /// <summary>Once for a context instance, so that <see cref="ConnectionCreated"/> is told of it (RelationalConnection.DbConnection).</summary>
    public override bool ShouldLogConnectionCreate(DateTimeOffset now) => true;

    public override DbConnection ConnectionCreated(IRelationalConnection connection, DateTimeOffset startTime, TimeSpan duration)
    {
        var created = base.ConnectionCreated(connection, startTime, duration);
        watch.Created(created);
        return created;
    }
}
