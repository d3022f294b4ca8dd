using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using PmAssist.Tenancy.Specifications.Cutover;

namespace PmAssist.Tenancy.Specifications.CommandLine;

/// <summary>docs/runbook.md, command by command, in a fleet in which its ten faults were planted.</summary>
public abstract partial class RunbookSpecification(ITestServer server) : Specification(server)
{
    private const int Workspaces = 50;

    private static readonly Guid Orphan = new("0c0ffee0-0000-4000-8000-000000000001");
    private static readonly DateTime LongAgo = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    [Trait("Category", "Long")]
    public async Task The_page_finds_and_mends_what_it_says()
    {
        var folder = Directory.CreateTempSubdirectory("pmassist-runbook-");
        try
        {
            await using var first = await StartAsync(tenancy => tenancy.Configure(o => o.DeletionGrace = TimeSpan.FromDays(7)));
            await using var current = first.Another<SpecDbContextV2>(
                tenancy => tenancy.Configure(o => o.DeletionGrace = TimeSpan.FromDays(7)));
            await using var next = first.Another<RunbookDbContext>();
            var fleet = await CreateAsync(first);
            await current.Database.ExecuteAsync(
                fleet["broken"].Schema, $"CREATE TABLE {current.Database.Table(fleet["broken"].Schema, "labels")} (id INTEGER)");
            (await current.Migrator.RunAsync(new WorkspaceMigrationOptions { CanaryCount = 0 }, cancellationToken: Token)).Failures
                .Should().ContainSingle();

            var shells = new Dictionary<string, Shell> { ["shop"] = new(current.Services), ["shop-next"] = new(next.Services) };
            var commands = Read(folder.FullName);
            commands.Should().HaveCountGreaterThan(30);
            await RunAsync(shells, commands[0]);
            await PlantAsync(current, next, fleet, folder.FullName);
            foreach (var command in commands.Skip(1))
            {
                await RunAsync(shells, command);
            }

            (await first.WithAsync<MasterDbContext, int>(m => m.Workspaces.CountAsync(w => w.Status == WorkspaceStatus.Active, Token)))
                .Should().Be(Workspaces - 1, "all are well but the one that was purged");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Drops an index as an administrator would by mistake.</summary>
    protected virtual string DropIndex(ITestDatabase database, WorkspaceSchema schema, string table, string index)
    {
        ArgumentNullException.ThrowIfNull(database);
        return $"DROP INDEX {database.Table(schema, index)}";
    }

    private static async Task<Dictionary<string, Workspace>> CreateAsync(TestHost host)
    {
        var fleet = new Dictionary<string, Workspace>();
        foreach (var name in (string[])["broken", "drifted", "lost", "stuck", "overdue", "arriving", "ownerless", "ahead"])
        {
            fleet.Add(name, await host.CreateWorkspaceAsync(name));
        }

        fleet.Add("orphan", await host.CreateWorkspaceAsync("orphan", Orphan));
        while (fleet.Count < Workspaces)
        {
            var name = $"customer-{fleet.Count:00}";
            fleet.Add(name, await host.CreateWorkspaceAsync(name));
        }

        return fleet;
    }

    private async Task PlantAsync(TestHost host, TestHost next, Dictionary<string, Workspace> fleet, string folder)
    {
        var database = host.Database;
        await database.ExecuteAsync(
            fleet["drifted"].Schema,
            DropIndex(database, fleet["drifted"].Schema, "workspace_integrations", "IX_workspace_integrations_provider_external_id"));
        await host.WithAsync<MasterDbContext, int>(async master =>
        {
            await master.Members.Where(m => m.WorkspaceId == Orphan || m.WorkspaceId == fleet["ownerless"].Id).ExecuteDeleteAsync(Token);
            return await master.Workspaces.Where(w => w.Id == Orphan).ExecuteDeleteAsync(Token);
        });
        await database.LoseAsync(fleet["lost"].Schema);
        await database.LoseAsync(fleet["stuck"].Schema);
        await SetAsync(host, fleet["stuck"], set => set.SetProperty(w => w.Status, WorkspaceStatus.Provisioning)
            .SetProperty(w => w.DbSchemaName, (string?)null).SetProperty(w => w.UpdatedUtc, LongAgo));
        await SetAsync(host, fleet["overdue"], set => set.SetProperty(w => w.Status, WorkspaceStatus.Deleting)
            .SetProperty(w => w.PurgeAfterUtc, LongAgo).SetProperty(w => w.UpdatedUtc, LongAgo));

        // As an import leaves it that is killed between its schema and its last row.
        await SetAsync(host, fleet["arriving"], set => set.SetProperty(w => w.Status, WorkspaceStatus.Importing)
            .SetProperty(w => w.DbSchemaName, (string?)null).SetProperty(w => w.SchemaFingerprint, (string?)null)
            .SetProperty(w => w.UpdatedUtc, LongAgo)
            .SetProperty(w => EF.Property<string?>(w, "RequestId"), $"import:{fleet["arriving"].Id:N}"));
        await next.Migrator.MigrateAsync(fleet["ahead"].Id, cancellationToken: Token);
        await InterruptCutoverAsync(host, folder);
    }

    private static async Task InterruptCutoverAsync(TestHost host, string folder)
    {
        var old = await OldDatabase.CreateAsync(
            await host.Database.CreateOldPlaceAsync(), new OldShape(Workspaces: 5, Rows: 60), salt: null, Token);
        var all = OldDescription.For(old);
        var description = new CutoverDescription
        {
            Source = all.Source,
            SourceSchema = all.SourceSchema,
            Tables = [.. all.Tables.Where(t => t.Name is not ("documents" or "document_tags")).Select(t => t.With(choices: []))],
        };
        await File.WriteAllTextAsync(Path.Combine(folder, "cutover.json"), description.ToJson(), Token);
        using var kill = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await FluentActions.Awaiting(() => CutoverWorld.Of(host).RunAsync(
                description, new CutoverOptions { MaxParallelism = 1 }, new Killing(kill), kill.Token))
            .Should().ThrowAsync<OperationCanceledException>();
    }

    private async Task RunAsync(Dictionary<string, Shell> shells, Command command)
    {
        var said = await shells[command.Program].RunAsync(command.Line);
        var all = Squeezed(said.Out + said.Error);
        if (command is { Line: "doctor", Exit: 0 } && said.Exit == 3)
        {
            // On a server that other tests use too, theirs are nobody's schemas.
            said.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
                .Should().OnlyContain(line => line.Contains("SchemaUnowned"));
            Server.Engine.Should().NotBe("sqlite");
            return;
        }

        said.Exit.Should().Be(command.Exit, "'{0}' said {1}{2}", command.Line, said.Out, said.Error);
        command.Lines.Where(line => !all.Contains(Squeezed(line), StringComparison.Ordinal))
            .Should().BeEmpty("'{0}' said {1}{2}", command.Line, said.Out, said.Error);
    }

    /// <summary>The page's commands; its files lie in a folder.</summary>
    private static List<Command> Read(string folder)
    {
        var commands = new List<Command>();
        var page = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "runbook.md")).ReplaceLineEndings("\n");
        foreach (var line in Blocks().Matches(page).SelectMany(block => block.Groups[1].Value.TrimEnd('\n').Split('\n')))
        {
            if (CommandLine().Match(line) is not { Success: true } command)
            {
                commands[^1].Lines.Add(PlacedIn(folder, line));
                continue;
            }

            var exit = command.Groups["exit"] is { Success: true } code
                ? int.Parse(code.Value, System.Globalization.CultureInfo.InvariantCulture) : 0;
            commands.Add(new Command(command.Groups["program"].Value, PlacedIn(folder, command.Groups["line"].Value), exit, []));
        }

        return commands;
    }

    private static string PlacedIn(string folder, string line) => Files().Replace(line, file => Path.Combine(folder, file.Value));

    private static string Squeezed(string text) => Blanks().Replace(text, " ");

    private static Task<int> SetAsync(TestHost host, Workspace workspace, Action<UpdateSettersBuilder<Workspace>> set)
        => host.WithAsync<MasterDbContext, int>(
            master => master.Workspaces.Where(w => w.Id == workspace.Id).ExecuteUpdateAsync(set, Token));

    [GeneratedRegex(@"^```console\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"^\$ (?<program>shop(-next)?) (?<line>.*?)(?:\s+# exit code (?<exit>\d))?$")]
    private static partial Regex CommandLine();

    [GeneratedRegex(@"\b[\w-]+\.(zip|json)\b")]
    private static partial Regex Files();

    [GeneratedRegex(@"[ \t]+")]
    private static partial Regex Blanks();

    private sealed record Command(string Program, string Line, int Exit, List<string> Lines);

    /// <summary>Ends a cutover after its first workspace.</summary>
    private sealed class Killing(CancellationTokenSource kill) : IProgress<RunProgress<CutoverResult>>
    {
        public void Report(RunProgress<CutoverResult> value) => kill.Cancel();
    }
}
