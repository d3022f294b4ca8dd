using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace PmAssist.Tenancy;

/// <summary>
/// Checks the cluster before the host accepts work. A host that migrates when it starts checks it then, before it opens the master schema.
/// </summary>
internal sealed class DistributionStartup(SchemaDistribution distribution, ISchemaSessions sessions, TenancyOptions options)
    : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (!options.CheckOnStartup || options.MigrateOnStartup)
        {
            return;
        }

        var master = sessions.CreateMasterContext();
        await using var _ = master.ConfigureAwait(false);
        if (await CanOpenAsync(master, cancellationToken).ConfigureAwait(false))
        {
            await distribution.CheckAsync(master.Database.GetDbConnection(), options.MasterSchema, cancellationToken).ConfigureAwait(false);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// A host starts without its database, which the library's own check logs, and this one is made up for before a schema is created.
    /// </summary>
    private static async Task<bool> CanOpenAsync(MasterDbContext master, CancellationToken cancellationToken)
    {
        try
        {
            await master.Database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
