using System.Diagnostics;
using System.Globalization;

namespace PmAssist.Tenancy.Specifications.Cutover;

/// <summary>
/// 200 workspaces with 100,000 rows and every kind of trouble; with <c>PMASSIST_CUTOVER_ROWS=1000000</c> with a million.
/// </summary>
[Trait("Category", "Long")]
public abstract class CutoverVolumeSpecification(ITestServer server) : Specification(server)
{
    [Fact]
    public async Task Each_row_of_a_large_database_is_found_exactly_once()
    {
        var rows = int.Parse(Environment.GetEnvironmentVariable("PMASSIST_CUTOVER_ROWS") ?? "100000", CultureInfo.InvariantCulture);
        var started = Stopwatch.GetTimestamp();
        await using var world = await CutoverWorld.StartAsync(
            Server.CreateDatabase(), new OldShape(Workspaces: 200, rows, Troubles: true), Mode);
        Tell("made");

        var run = await world.RunAsync();
        Tell($"carried {run.Rows} rows in {run.Duration.TotalSeconds:0.0} s, left {run.Quarantined}");
        await world.AssertCarriedAsync("after the run");
        Tell("compared");

        await CutoverCatchUpSpecification.WriteInAllTablesAsync(world, world.Old.FirstWorkspaces[5]);
        await world.Old.DeleteWorkspaceAsync(world.Old.FirstWorkspaces[150]);
        Tell("written to");
        var caughtUp = await world.CatchUpAsync();
        Tell($"caught up {caughtUp.Rows} rows in {caughtUp.Duration.TotalSeconds:0.0} s");

        await CutoverCatchUpSpecification.WriteInAllTablesAsync(world, world.Old.FirstWorkspaces[70]);
        var fenced = await world.FenceAsync();
        Tell($"carried {fenced.Rows} rows behind the fence, which took {fenced.Duration.TotalSeconds:0.0} s");

        var verification = await world.VerifyAsync();
        Tell($"verified {verification.Rows} rows");
        verification.IsClean.Should().BeTrue();
        await world.AssertCarriedAsync("after the fence");
        Tell("compared");

        void Tell(string what) => TestContext.Current.TestOutputHelper!.WriteLine(
            $"{Stopwatch.GetElapsedTime(started).TotalSeconds,6:0.0} s: {what}");
    }
}
