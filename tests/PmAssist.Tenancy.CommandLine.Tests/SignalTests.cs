using System.Diagnostics;
using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.CommandLine.Tests;

/// <summary>Ctrl-C in a real process: the sample's, at work in workspaces whose queries take a while.</summary>
[Trait("Category", "Long")]
public sealed class SignalTests : IAsyncLifetime
{
    private const int Workspaces = 40;

    private readonly string _directory = Directory.CreateTempSubdirectory("pmassist-signal-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere there is no kill, or no env --default-signal.");
        await using var services = new ServiceCollection().AddPmAssistTenancy(tenancy => tenancy.UseSqlite(_directory))
            .BuildServiceProvider();
        await services.GetRequiredService<IWorkspaceMigrator>().MigrateMasterAsync(cancellationToken: Token);
        await using var scope = services.CreateAsyncScope();
        for (var i = 0; i < Workspaces; i++)
        {
            await scope.ServiceProvider.GetRequiredService<IWorkspaceService>()
                .CreateAsync(new NewWorkspace($"Customer {i:00}", "ada"), Token);
        }
    }

    public ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_first_one_lets_what_is_under_way_end_and_tells_what_was_not_reached()
    {
        using var process = Start(rows: 2_000_000);
        var output = process.StandardOutput.ReadToEndAsync(Token);
        var errors = await InterruptAsync(process);
        await process.WaitForExitAsync(Token);

        errors += await process.StandardError.ReadToEndAsync(Token);
        errors.Should().Contain("Stopping: what is under way ends first.");
        process.ExitCode.Should().BeOneOf([(int)ExitCode.Partial, (int)ExitCode.Failed], errors);
        var document = JsonNode.Parse(await output)!;
        var (rows, left) = (document["rows"]!.AsArray(), document["notReached"]!.AsArray());
        left.Should().NotBeEmpty();
        (rows.Count + left.Count).Should().Be(Workspaces, "each is either done or told");
        document["failed"]!.AsArray().Should().BeEmpty();
    }

    [Fact]
    public async Task The_second_one_ends_the_process_at_once()
    {
        using var process = Start(rows: long.MaxValue);
        var output = process.StandardOutput.ReadToEndAsync(Token);
        await InterruptAsync(process);
        process.HasExited.Should().BeFalse("its query goes on");

        await KillAsync(process, "INT");
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(Token);
        soon.CancelAfter(TimeSpan.FromSeconds(10));
        await process.WaitForExitAsync(soon.Token);
        process.ExitCode.Should().BeGreaterThan(128, "a signal ended it");
        (await output).Should().BeEmpty();
    }

    private Process Start(long rows)
    {
        var program = typeof(SignalTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Quickstart")
            .Value!;
        var query = $"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT {rows}) SELECT count(*) AS n FROM n";

        // A shell that runs the tests in the background lets its processes ignore Ctrl-C, and they theirs.
        string[] arguments =
        [
            "--default-signal=INT", "dotnet", program, "--sqlite", _directory, "sql", query, "--all", "--parallel", "1", "--json",
        ];
        return Process.Start(new ProcessStartInfo("env", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }

    /// <summary>Waits until the process says that it is at work, and presses Ctrl-C.</summary>
    /// <returns>What it has said.</returns>
    private static async Task<string> InterruptAsync(Process process)
    {
        var said = await ReadToAsync(process, "Workspaces:");
        await KillAsync(process, "INT");
        return said + await ReadToAsync(process, "Stopping");
    }

    private static async Task<string> ReadToAsync(Process process, string start)
    {
        var said = "";
        while (await process.StandardError.ReadLineAsync(Token) is { } line)
        {
            said += $"{line}\n";
            if (line.StartsWith(start, StringComparison.Ordinal))
            {
                return said;
            }
        }

        throw new InvalidOperationException($"It ended before it said '{start}': {said}");
    }

    private static async Task KillAsync(Process process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        await kill.WaitForExitAsync(Token);
    }
}
