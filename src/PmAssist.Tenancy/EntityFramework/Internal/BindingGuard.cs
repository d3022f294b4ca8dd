// With an IDbConnectionInterceptor, EF allocates the event data of all four connection events: 3 % of an access. Its connection logger
// is called at the same points and needs no event data. The specifications fail if EF changes this.
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
/// which on an engine with one database per workspace is the previous workspace's. Also records which connection EF created itself.
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
    /// <summary>Called before each opening, logged or not (EF Core v10.0.11, RelationalConnection.OpenInternal).</summary>
    public override bool ShouldLogConnectionOpen(DateTimeOffset now)
    {
        binding.ThrowIfUnbound();
        return base.ShouldLogConnectionOpen(now);
    }

    /// <summary>Once per context instance; makes EF call <see cref="ConnectionCreated"/> (RelationalConnection.DbConnection).</summary>
    public override bool ShouldLogConnectionCreate(DateTimeOffset now) => true;

    /// <summary>Called before EF throws what the connection threw (RelationalConnection.OpenInternal).</summary>
    public override void ConnectionError(
        IRelationalConnection connection, Exception exception, DateTimeOffset startTime, TimeSpan duration, bool logErrorAsDebug)
    {
        base.ConnectionError(connection, exception, startTime, duration, logErrorAsDebug);
        if (Task.Run(() => binding.ExplainAsync(exception)).GetAwaiter().GetResult() is { } explained)
        {
            throw explained;
        }
    }

    /// <inheritdoc cref="ConnectionError"/>
    public override async Task ConnectionErrorAsync(
        IRelationalConnection connection,
        Exception exception,
        DateTimeOffset startTime,
        TimeSpan duration,
        bool logErrorAsDebug,
        CancellationToken cancellationToken = default)
    {
        await base.ConnectionErrorAsync(connection, exception, startTime, duration, logErrorAsDebug, cancellationToken)
            .ConfigureAwait(false);
        if (await binding.ExplainAsync(exception).ConfigureAwait(false) is { } explained)
        {
            throw explained;
        }
    }

    public override DbConnection ConnectionCreated(IRelationalConnection connection, DateTimeOffset startTime, TimeSpan duration)
    {
        var created = base.ConnectionCreated(connection, startTime, duration);
        watch.Created(created);
        return created;
    }
}
