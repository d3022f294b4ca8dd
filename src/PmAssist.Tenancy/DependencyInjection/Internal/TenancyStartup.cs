using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PmAssist.Tenancy.Internal;

/// <summary>What happens at the host's start, before it accepts work: migrations and the check, as the options say.</summary>
internal sealed class TenancyStartup(
    RegistrationCheck registration,
    IWorkspaceMigrator migrator,
    StartupCheck check,
    FleetGauges gauges,
    TenancyOptions options,
    ILoggerFactory loggers) : IHostedLifecycleService
{
    private readonly ILogger _logger = loggers.CreateLogger(TenancySignals.MigrationsLog);

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await registration.RunAsync().ConfigureAwait(false);
        try
        {
            await PrepareAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception)
            when (exception.InnerException is { } cause && DatabaseError.CauseOf(cause) is not null)
        {
            // Whoever stops a start that does not come to its end, or the host's StartupTimeout, wants to know why it did not.
            throw new MasterUnavailableException(
                $"The host's start was canceled while the database could not be used: {DatabaseError.SentenceOf(cause)} Check that it "
                + "exists and that the connection is correct.",
                exception);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        gauges.Publish();
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (options.MigrateOnStartup)
        {
            await migrator.MigrateMasterAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        }

        if (options.CheckOnStartup)
        {
            await check.RunAsync(mustReach: options.MigrateOnStartup, cancellationToken).ConfigureAwait(false);
        }

        if (options.MigrateOnStartup)
        {
            await MigrateWorkspacesAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task MigrateWorkspacesAsync(CancellationToken cancellationToken)
    {
        var report = await migrator.RunAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        if (report.Failures.ToList() is [var first, ..] failures)
        {
            var others = report.Results.ToLookup(r => r.Outcome);
            throw new WorkspaceMigrationException(
                $"{failures.Count} of {report.Results.Count} workspaces could not be migrated to {report.TargetVersion}, the first being "
                + $"{first.WorkspaceId}: {DatabaseError.Sentence(first.Error!.Message)} "
                + $"{others[WorkspaceMigrationOutcome.Migrated].Count()} others were migrated, "
                + $"{others[WorkspaceMigrationOutcome.Skipped].Count()} were not tried; last_error in the catalogue has the rest.",
                first.Error);
        }

        // A canceled run returns what it has done instead of throwing.
        cancellationToken.ThrowIfCancellationRequested();
        if (report.Ahead.Count() is > 0 and var ahead)
        {
            Log.WorkspacesAhead(_logger, ahead, report.TargetVersion);
        }
    }
}
