using Microsoft.Extensions.Hosting;

namespace PmAssist.Tenancy.Internal;

/// <summary>Migrates at the host's start, before it accepts work, if the host asked for it.</summary>
internal sealed class TenancyStartup(IWorkspaceMigrator migrator, TenancyOptions options) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (!options.MigrateOnStartup)
        {
            return;
        }

        await migrator.MigrateMasterAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        var report = await migrator.RunAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        if (!report.Succeeded)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var failures = report.Failures.ToList();
            throw new WorkspaceMigrationException(
                $"{failures.Count} of {report.Results.Count} workspaces could not be migrated to {report.TargetVersion}, the first being "
                + $"{failures[0].WorkspaceId}: {failures[0].Error!.Message} The others are current; last_error in the catalogue has the rest.",
                failures[0].Error);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
