using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy.Internal;

namespace PmAssist.Tenancy.Benchmarks;

/// <summary>New workspaces that take spares, as many as there are; against the same calls of a host that keeps none.</summary>
internal sealed class ClaimScenario : Scenario
{
    public override async Task<Side> PrepareAsync(string side, Setting setting)
    {
        var host = await OurHost<BenchDbContext>.StartAsync(
            setting,
            addContexts: tenancy =>
            {
                Modules.Add(tenancy, setting);
                tenancy.Configure(options => options.SpareWorkspaces = side == Ours ? setting.Workspaces : 0);
            });
        if (side != Ours)
        {
            await Side.ForEach(Names(setting.WarmUps), host.CreateAsync).RunAsync(setting.Parallel);
            return Side.ForEach(Names(setting.Workspaces), host.CreateAsync, host);
        }

        // Filled up again after the warm-up, and by nobody while it is measured.
        var keeper = host.Services.GetRequiredService<SpareKeeper>();
        await keeper.RefillAsync(CancellationToken.None);
        await Side.ForEach(Names(setting.WarmUps), host.CreateAsync).RunAsync(setting.Parallel);
        await keeper.RefillAsync(CancellationToken.None);
        var spares = new ConcurrentDictionary<Guid, Workspace>(
            (await host.ListAsync(WorkspaceStatus.Spare)).ToDictionary(w => w.Id));
        return Side.ForEach(Names(setting.Workspaces), ClaimAsync, host);

        async Task ClaimAsync(string name)
        {
            var claimed = await host.CreateAsync(name);
            if (claimed.Status != WorkspaceStatus.Active || !spares.TryRemove(claimed.Id, out _))
            {
                throw new InvalidOperationException($"{claimed.Id} is {claimed.Status}, and was no spare or was claimed twice.");
            }
        }
    }

    private static string[] Names(int count) => [.. Enumerable.Range(0, count).Select(_ => $"Customer {Guid.NewGuid():N}")];
}
