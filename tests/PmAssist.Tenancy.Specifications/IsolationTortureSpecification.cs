using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Logging;
using PmAssist.Tenancy.Internal;
using PmAssist.Tenancy.Specifications.Torture;

namespace PmAssist.Tenancy.Specifications;

/// <summary>
/// Hundreds of workspaces, dozens of workers, pooled contexts, and no row ever seen in another workspace. Runs longer with
/// <c>PMASSIST_TORTURE_SECONDS</c>.
/// </summary>
[Trait("Category", "Long")]
public abstract class IsolationTortureSpecification(ITestServer server) : Specification(server)
{
    private readonly ConditionalWeakTable<SpecDbContext, StrongBox<WorkspaceSchema>> _first = [];

    private static TimeSpan Duration
        => TimeSpan.FromSeconds(
            int.Parse(Environment.GetEnvironmentVariable("PMASSIST_TORTURE_SECONDS") ?? "5", CultureInfo.InvariantCulture));

    /// <summary>How many workspaces there are.</summary>
    protected virtual int Workspaces => 200;

    [Fact]
    public async Task No_row_is_ever_seen_in_another_workspace()
    {
        await using var host = await StartTortureAsync();
        var torture = new IsolationTorture(host);
        await torture.PrepareAsync(Workspaces);

        await torture.RunAsync(Duration, untilFound: false);

        torture.Leaks.Take(10).Should().BeEmpty();
        torture.Errors.Take(3).Select(e => e.ToString()).Should().BeEmpty();
        torture.Turns.Should().BeGreaterThan(100, "a torture that does nothing shows nothing");
        (await torture.FindForeignRowsAsync()).Should().BeEmpty("every row lies in the workspace that it was written for");
    }

    [Fact]
    public async Task A_context_that_is_not_unbound_is_found_out()
    {
        await using var host = await StartTortureAsync();
        var torture = new IsolationTorture(host, KeepFirstWorkspace);
        await torture.PrepareAsync(20);

        await torture.RunAsync(Duration, untilFound: true);

        torture.Leaks.Should().NotBeEmpty("a torture that finds no leak where there is one shows nothing");
    }

    /// <summary>With no log, which would grow for as long as the torture lasts.</summary>
    private Task<TestHost> StartTortureAsync()
        => TestHost.StartAsync(Server.CreateDatabase(), configure: null, Mode, minimumLogLevel: LogLevel.None);

    /// <summary>
    /// As if a context that goes back to the pool were not unbound, and one that is bound were not bound again: it stays with the
    /// first workspace that it was ever rented for.
    /// </summary>
    private void KeepFirstWorkspace(SpecDbContext context)
    {
        var first = _first.GetValue(context, c => new StrongBox<WorkspaceSchema>(c.Schema)).Value;
        if (first != context.Schema)
        {
            context.GetService<WorkspaceBinding>().ResetState();
            context.BindTo(first);
        }
    }
}
