using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PmAssist.Tenancy.Specifications.Cutover;

/// <summary>An old database and the host that takes its place, for one test.</summary>
public sealed class CutoverWorld : IAsyncDisposable
{
    private CutoverWorld(TestHost host, OldDatabase old)
    {
        (Host, Old) = (host, old);
        Description = OldDescription.For(old);
        Options = new() { QuarantineFile = Path.Combine(Path.GetTempPath(), $"pmassist-{Guid.NewGuid():N}.quarantine") };
    }

    public TestHost Host { get; }

    public OldDatabase Old { get; }

    public CutoverDescription Description { get; set; }

    public CutoverOptions Options { get; }

    public IWorkspaceCutover Cutover => Of(Host);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task<CutoverWorld> StartAsync(
        ITestDatabase database, OldShape shape, SchemaMode mode = SchemaMode.SharedModel, Action<TenancyBuilder>? configure = null)
        => StartAsync<CutoverDbContext>(database, shape, mode, configure);

    public static async Task<CutoverWorld> StartAsync<TContext>(
        ITestDatabase database, OldShape shape, SchemaMode mode, Action<TenancyBuilder>? configure)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(database);

        // What a volume of rows would say at a lower level is too much to keep.
        var host = TestHost.Create<TContext>(database, configure, mode, minimumLogLevel: LogLevel.Information);
        await host.Migrator.MigrateMasterAsync(cancellationToken: Token);
        return new(host, await OldDatabase.CreateAsync(await database.CreateOldPlaceAsync(), shape, salt: null, Token));
    }

    public static IWorkspaceCutover Of(TestHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return host.Services.GetRequiredService<IWorkspaceCutover>();
    }

    public async Task<CutoverReport> RunAsync() => Done(await Cutover.RunAsync(Description, Options, cancellationToken: Token));

    public async Task<CutoverReport> CatchUpAsync() => Done(await Cutover.CatchUpAsync(Description, Options, cancellationToken: Token));

    public async Task<CutoverReport> FenceAsync() => Done(await Cutover.FenceAsync(Description, Options, cancellationToken: Token));

    public Task<CutoverVerification> VerifyAsync() => Cutover.VerifyAsync(Description, Options, Token);

    public Task RollBackAsync(bool discardNewWrites = false) => Cutover.RollBackAsync(Description, discardNewWrites, Options, Token);

    public Task<CutoverPhase> PhaseAsync() => Cutover.GetPhaseAsync(Token);

    /// <summary>Runs, catches up and fences.</summary>
    public async Task CarryOverAsync()
    {
        await RunAsync();
        await CatchUpAsync();
        await FenceAsync();
    }

    /// <summary>Finds each row of the old database once on the new side, with the same values, and nothing else.</summary>
    public async Task AssertCarriedAsync(string when, bool isOpen = false, IReadOnlyCollection<Guid>? others = null)
        => string.Join('\n', await OldDatabaseComparison.FindDifferencesAsync(Old, Host.Database, isOpen, Options.QuarantineFile, others))
            .Should().BeEmpty("both sides have the same {0}", when);

    /// <summary>Tells only the lines that differ: a dump has thousands.</summary>
    public static void AssertSame(IReadOnlyList<string> found, IReadOnlyList<string> expected, string because)
        => string.Join('\n', expected.Except(found).Select(line => $"- {line}").Concat(found.Except(expected).Select(line => $"+ {line}")))
            .Should().BeEmpty(because);

    /// <summary>Everything on the old side, as lines.</summary>
    public async Task<IReadOnlyList<string>> DumpOldAsync() => [.. await Old.Place.DescribeAsync(), .. await Old.Place.DumpAsync()];

    /// <summary>Everything on both sides, as lines.</summary>
    public async Task<IReadOnlyList<string>> DumpAsync()
        => [.. await DumpOldAsync(), .. await DumpNewAsync()];

    /// <summary>Everything on the new side but what the cutover notes for itself: its state, and its steps in the audit log.</summary>
    public async Task<IReadOnlyList<string>> DumpNewAsync()
    {
        List<string> lines = [.. (await Host.Database.DumpMasterAsync())
            .Where(line => !line.Contains("cutover", StringComparison.Ordinal))];
        foreach (var id in Old.FirstWorkspaces)
        {
            var schema = WorkspaceSchema.For(id);
            lines.Add($"{schema}: {await Host.Database.ExistsAsync(schema)}");
            if (await Host.Database.ExistsAsync(schema))
            {
                lines.AddRange((await Host.Database.DumpAsync(schema)).Select(line => $"{schema} {line}"));
            }
        }

        return lines;
    }

    public Task<Workspace> GetAsync(Guid id) => Host.GetWorkspaceAsync(id);

    public async Task<WorkspaceLease<CutoverDbContext>> RentAsync(Guid id) => await Host.RentAsync<CutoverDbContext>(await GetAsync(id));

    /// <summary>The audit entries of the cutover itself, the oldest first.</summary>
    public async Task<IReadOnlyList<string>> StepsAsync()
    {
        var entries = await Host.WithAsync<MasterDbContext, List<AuditEntry>>(master => Task.FromResult(master.AuditLog.ToList()));
        return [.. entries.Where(e => e.Action.StartsWith("cutover.", StringComparison.Ordinal)).OrderBy(e => e.OccurredUtc)
            .Select(e => e.Action)];
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        File.Delete(Options.QuarantineFile!);
    }

    private static CutoverReport Done(CutoverReport report)
    {
        string.Join('\n', report.Failures.Select(f => $"{f.WorkspaceId}: {f.Error}")).Should().BeEmpty();
        report.Succeeded.Should().BeTrue();
        return report;
    }
}
