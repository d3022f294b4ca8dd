using Microsoft.Extensions.Hosting;

namespace PmAssist.Tenancy.Internal;

/// <summary>What happens at the host's start, before it accepts work: migrations and the check, as the options say.</summary>
internal sealed class TenancyStartup(IWorkspaceMigrator migrator, StartupCheck check, TenancyOptions options) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
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

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task MigrateWorkspacesAsync(CancellationToken cancellationToken)
    {
        var report = await migrator.RunAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        if (!report.Succeeded)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var failures = report.Failures.ToList();
            throw new WorkspaceMigrationException(
                $"{failures.Count} of {report.Results.Count} workspaces could not be migrated to {report.TargetVersion}, the first being "
                + $"{failures[0].WorkspaceId}: {DatabaseError.Sentence(failures[0].Error!.Message)} "
                + "The others are current; last_error in the catalogue has the rest.",
                failures[0].Error);
        }
    }
}
