using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.Benchmarks;

/// <summary>
/// The doctor over a fleet that is well, each side's in a database of its own: another host's workspaces would be findings. The operation
/// is the examination of all workspaces.
/// </summary>
internal sealed class ExamineScenario : Scenario
{
    public override bool OperationIsOneWorkspace => false;

    public override async Task<Side> PrepareAsync(string side, Setting setting)
    {
        var host = await Modules.StartAsync(side, setting);
        await Side.ForEach(Setting.NewSchemas(setting.Workspaces), host.CreateAsync).RunAsync(setting.Parallel);
        await ExamineAsync(host);
        return Side.Whole(
            async _ =>
            {
                var started = Stopwatch.GetTimestamp();
                await ExamineAsync(host);
                return [Stopwatch.GetElapsedTime(started).TotalMilliseconds];
            },
            host);
    }

    private static async Task ExamineAsync(OurHost host)
    {
        await foreach (var finding in host.Services.GetRequiredService<IWorkspaceDoctor>().ExamineAsync())
        {
            throw new InvalidOperationException($"The fleet is not well: {finding}");
        }
    }
}
