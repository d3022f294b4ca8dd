using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Specifications;

/// <summary>A host's own values about a workspace.</summary>
public abstract class WorkspacePropertySpecification(ITestServer server) : Specification(server)
{
    [Fact]
    public async Task A_workspace_begins_without_properties()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();

        workspace.Properties.Should().BeSameAs(WorkspaceProperties.Empty);
        (await host.GetWorkspaceAsync(workspace.Id)).Properties.Should().BeSameAs(WorkspaceProperties.Empty);
        (await EnterAsync(host, workspace)).Properties.Should().BeSameAs(WorkspaceProperties.Empty);
        WorkspaceProperties.Empty.Values.Should().BeEmpty();
    }

    [Fact]
    public async Task Properties_are_set_and_read_as_what_they_are()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();

        var changed = await ChangeAsync(
            host,
            workspace,
            new()
            {
                ["plan"] = "pro",
                ["seats"] = 25,
                ["trial"] = true,
                ["since"] = new DateOnly(2026, 3, 1),
                ["address"] = new Address("Oslo", "0150"),
            });
        var read = await host.GetWorkspaceAsync(workspace.Id);
        var entered = await EnterAsync(host, workspace);

        foreach (var properties in new[] { changed.Properties, read.Properties, entered.Properties })
        {
            properties.Get<string>("plan").Should().Be("pro");
            properties.Get<int>("seats").Should().Be(25);
            properties.Get<bool>("trial").Should().BeTrue();
            properties.Get<DateOnly>("since").Should().Be(new DateOnly(2026, 3, 1));
            properties.Get<Address>("address").Should().Be(new Address("Oslo", "0150"));
            properties.Values.Keys.Should().BeEquivalentTo("plan", "seats", "trial", "since", "address");
            properties.Values["seats"].ValueKind.Should().Be(JsonValueKind.Number);
            (properties.Values.ContainsKey("plan"), properties.Values.ContainsKey("Plan")).Should().Be((true, false));
            properties.Find<string>("region").Should().BeNull();
            properties.Find<int?>("floor").Should().BeNull();
            properties.Invoking(p => p.Get<string>("region")).Should().Throw<WorkspacePropertyException>().Which.Key.Should().Be("region");
            properties.Invoking(p => p.Find<int>("plan")).Should().Throw<WorkspacePropertyException>().WithMessage("*'plan'*Int32*")
                .Which.Key.Should().Be("plan");
        }
    }

    [Fact]
    public async Task A_change_keeps_the_others_and_the_audit_log_has_the_old_and_the_new()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        var first = await ChangeAsync(host, workspace, new() { ["plan"] = "free", ["region"] = "eu", ["seats"] = 5 });
        first.Version.Should().BeGreaterThan(workspace.Version);

        var second = await ChangeAsync(host, workspace, new() { ["plan"] = "pro", ["region"] = null, ["seats"] = 5, ["nothing"] = null });

        second.Properties.Values.Keys.Should().BeEquivalentTo("plan", "seats");
        second.Version.Should().Be(first.Version + 1);
        var entry = (await host.AuditAsync(workspace.Id))[0];
        (entry.Action, entry.ActorId, entry.EntityId).Should().Be(("workspace.properties_changed", "ada", workspace.Id.ToString()));
        JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, string?>>>(entry.Details!).Should().BeEquivalentTo(
            new Dictionary<string, Dictionary<string, string?>>
            {
                ["plan"] = new() { ["from"] = "free", ["to"] = "pro" },
                ["region"] = new() { ["from"] = "eu", ["to"] = null },
            });

        var same = await ChangeAsync(host, workspace, new() { ["plan"] = "pro", ["seats"] = 5, ["region"] = null });
        same.Version.Should().Be(second.Version, "nothing was changed");
        (await host.AuditAsync(workspace.Id))[0].Id.Should().Be(entry.Id);

        var none = await ChangeAsync(host, workspace, new() { ["plan"] = null, ["seats"] = null });
        none.Properties.Should().BeSameAs(WorkspaceProperties.Empty);
        (await host.GetWorkspaceAsync(workspace.Id)).Properties.Should().BeSameAs(WorkspaceProperties.Empty);
    }

    [Fact]
    public async Task A_change_is_seen_at_once_and_all_who_enter_share_one_parsed_value()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await ChangeAsync(host, workspace, new() { ["plan"] = "free" });
        (await EnterAsync(host, workspace)).Properties.Get<string>("plan").Should().Be("free");

        await ChangeAsync(host, workspace, new() { ["plan"] = "pro" });

        var entered = await EnterAsync(host, workspace);
        entered.Properties.Get<string>("plan").Should().Be("pro");
        (await EnterAsync(host, workspace)).Properties.Should().BeSameAs(entered.Properties);
    }

    [Fact]
    public async Task A_change_of_a_version_that_is_no_longer_there_is_refused()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        var read = await ChangeAsync(host, workspace, new() { ["plan"] = "free" });
        await ChangeAsync(host, workspace, new() { ["plan"] = "pro" }, read.Version);

        var refused = (await FluentActions.Awaiting(() => ChangeAsync(host, workspace, new() { ["plan"] = "late" }, read.Version))
            .Should().ThrowAsync<WorkspaceConflictException>().WithMessage($"*{workspace.Slug}*version*")).Which;

        (refused.WorkspaceId, refused.Slug).Should().Be((workspace.Id, workspace.Slug));
        (await host.GetWorkspaceAsync(workspace.Id)).Properties.Get<string>("plan").Should().Be("pro");
    }

    [Fact]
    public async Task Changes_at_the_same_moment_are_all_made()
    {
        await using var first = await StartAsync();
        await using var second = first.Another();
        var workspace = await first.CreateWorkspaceAsync();

        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Task.Run(
            () => ChangeAsync(i % 2 == 0 ? first : second, workspace, new() { [$"key-{i}"] = i }), Token)));

        var properties = (await first.GetWorkspaceAsync(workspace.Id)).Properties;
        Enumerable.Range(0, 10).Select(i => properties.Find<int?>($"key-{i}")).Should().Equal(Enumerable.Range(0, 10).Cast<int?>());
        (await first.AuditAsync(workspace.Id)).Count(e => e.Action == "workspace.properties_changed").Should().Be(10);
    }

    [Fact]
    public async Task Of_changes_at_the_same_moment_of_one_version_one_is_made()
    {
        await using var first = await StartAsync();
        await using var second = first.Another();
        var workspace = await first.CreateWorkspaceAsync();
        for (var round = 0; round < 5; round++)
        {
            var version = (await first.GetWorkspaceAsync(workspace.Id)).Version;
            var made = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(
                async () =>
                {
                    try
                    {
                        return (await ChangeAsync(i % 2 == 0 ? first : second, workspace, new() { ["winner"] = $"{round}.{i}" }, version))
                            .Properties.Get<string>("winner");
                    }
                    catch (WorkspaceConflictException)
                    {
                        return null;
                    }
                },
                Token)));

            var winner = made.Where(m => m is not null).Should().ContainSingle().Which;
            (await second.GetWorkspaceAsync(workspace.Id)).Properties.Get<string>("winner").Should().Be(winner);
        }
    }

    [Fact]
    public async Task What_breaks_a_rule_is_refused_and_changes_nothing()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        var before = await ChangeAsync(host, workspace, new() { ["plan"] = "free" });
        var circle = new Dictionary<string, object>();
        circle["self"] = circle;

        foreach (var key in new[] { "", "two words", "größe", "a\"b", "a'b", "a\0b", "[0]", "$", new string('k', 65) })
        {
            await Refused(new() { ["plan"] = "pro", [key] = "value" }, "*key*");
        }

        await Refused(new() { ["plan"] = "pro", ["text"] = "zero \0" }, "*'text'*");
        await Refused(new() { ["plan"] = "pro", ["half"] = "half \ud800" }, "*'half'*");
        await Refused(new() { ["plan"] = "pro", ["circle"] = circle }, "*'circle'*");
        await Refused(new() { ["plan"] = "pro", ["number"] = double.NaN }, "*'number'*");
        await Refused(new() { ["plan"] = "pro", ["type"] = typeof(string) }, "*'type'*");
        await Refused(new() { ["plan"] = "pro", ["nested"] = new { Half = "half \ud800" } }, "*'nested'*U+FFFD*");
        await Refused(new() { ["plan"] = "pro", ["huge"] = JsonDocument.Parse("[1e5000]").RootElement }, "*'huge'*1e5000*double*");
        await Refused(
            new() { ["plan"] = "pro", ["tiny"] = JsonDocument.Parse("[-1.5e-20000]").RootElement }, "*'tiny'*1.5e-20000*double*");
        await Refused(new() { ["plan"] = "pro", ["none"] = default(JsonElement) }, "*'none'*");
        await Refused(new() { ["plan"] = "pro", ["stream"] = Stream.Null }, "*'stream'*");
        await Refused(
            new() { ["plan"] = "pro", ["deep"] = JsonDocument.Parse(new string('[', 40) + new string(']', 40)).RootElement },
            "*'deep'*32 levels*");
        await Refused(new() { ["plan"] = "pro", ["long"] = new string('x', 3990) }, "*at most 4000*");
        await FluentActions.Awaiting(() => ChangeAsync(host, Guid.NewGuid(), new() { ["plan"] = "pro" }))
            .Should().ThrowAsync<WorkspaceNotFoundException>();

        (await host.GetWorkspaceAsync(workspace.Id)).Should().BeEquivalentTo(
            before, options => options.Excluding(w => w.Properties), "nothing was changed");
        (await host.GetWorkspaceAsync(workspace.Id)).Properties.Values.Keys.Should().Equal("plan");
        (await host.GetWorkspaceAsync(workspace.Id)).Properties.Get<string>("plan").Should().Be("free");
        (await ChangeAsync(host, workspace, new() { [new string('k', 64)] = new string('x', 3800), ["a.b-c_D9"] = "ä'\"\\☃" }))
            .Properties.Get<string>("a.b-c_D9").Should().Be("ä'\"\\☃");

        async Task Refused(Dictionary<string, object?> changes, string message)
            => (await FluentActions.Awaiting(() => ChangeAsync(host, workspace, changes)).Should().ThrowAsync<InvalidInputException>()
                .WithMessage(message)).Which.Field.Should().Be("Properties");
    }

    [Fact]
    public async Task Workspaces_are_found_by_one_property()
    {
        await using var host = await StartAsync();
        var (a, b) = (await host.CreateWorkspaceAsync(slug: "a"), await host.CreateWorkspaceAsync(slug: "b"));
        var c = await host.CreateWorkspaceAsync(slug: "c");
        await host.CreateWorkspaceAsync(slug: "without");
        await ChangeAsync(host, c, new() { ["plan"] = "pro", ["seats"] = 5, ["trial"] = true, ["billing.id-1_X"] = "O'Neil \"x\" ☃" });
        await ChangeAsync(host, c, new() { ["quota"] = ulong.MaxValue, ["rate"] = 0.1m });
        await ChangeAsync(
            host, a, new() { ["plan"] = "pro", ["seats"] = 50, ["trial"] = false, ["list"] = new[] { 1 }, ["map"] = new { plan = "pro" } });
        await ChangeAsync(host, b, new() { ["plan"] = "PRO", ["plans"] = "pro", ["seats"] = "5", ["trial"] = "yes" });

        (await FindAsync("plan", "pro")).Should().Equal("a", "c");
        (await FindAsync("plan", "PRO")).Should().Equal("b");
        (await FindAsync("plan", "pro ")).Should().BeEmpty();
        (await FindAsync("Plan", "pro")).Should().BeEmpty();
        (await FindAsync("seats", "5")).Should().Equal("b", "c");
        (await FindAsync("quota", "18446744073709551615")).Should().Equal("c");
        (await FindAsync("rate", "0.1")).Should().Equal("c");
        (await FindAsync("trial", "true")).Should().Equal("c");
        (await FindAsync("trial", "false")).Should().Equal("a");
        (await FindAsync("trial", "1")).Should().BeEmpty();
        (await FindAsync("billing.id-1_X", "O'Neil \"x\" ☃")).Should().Equal("c");
        (await FindAsync("list", "[1]")).Should().BeEmpty();
        (await FindAsync("map", "pro")).Should().BeEmpty();
        (await FindAsync("nothing", "")).Should().BeEmpty();
        (await FindAsync("plan", "zero \0")).Should().BeEmpty();
        (await FluentActions.Awaiting(() => FindAsync("a\"b", "x")).Should().ThrowAsync<InvalidInputException>())
            .Which.Field.Should().Be("Key");

        await host.WithAsync<IWorkspaceService, bool>(async w =>
        {
            await w.DeleteAsync(a.Id, cancellationToken: Token);
            return true;
        });
        (await FindAsync("plan", "pro")).Should().Equal(["c"], "a deleted workspace is not found");

        async Task<IEnumerable<string>> FindAsync(string key, string value)
            => (
                await host.WithAsync<IWorkspaceService, IReadOnlyList<Workspace>>(
                    w => w.ListAsync(new WorkspaceFilter { Property = (key, value) }, cancellationToken: Token)))
                .Select(w => w.Slug);
    }

    [Fact]
    public async Task Properties_that_something_else_wrote_are_named_when_they_are_no_object()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await host.WithAsync<MasterDbContext, int>(master => master.Workspaces.Where(w => w.Id == workspace.Id).ExecuteUpdateAsync(
            set => set.SetProperty(w => w.PropertiesJson, "[1, 2]"), Token));

        var entered = await EnterAsync(host, workspace);

        entered.Invoking(w => w.Properties.Find<string>("plan")).Should().Throw<TenancyException>()
            .WithMessage("*not a JSON object*'properties'*");
    }

    private static Task<Workspace> ChangeAsync(
        TestHost host, Workspace workspace, Dictionary<string, object?> changes, int? expectedVersion = null)
        => ChangeAsync(host, workspace.Id, changes, expectedVersion);

    private static Task<Workspace> ChangeAsync(TestHost host, Guid id, Dictionary<string, object?> changes, int? expectedVersion = null)
        => host.WithAsync<IWorkspaceService, Workspace>(w => w.ChangePropertiesAsync(id, changes, expectedVersion, "ada", Token));

    private static async Task<Workspace> EnterAsync(TestHost host, Workspace workspace)
    {
        await using var scope = await host.Scopes.CreateScopeAsync(workspace.Id, Token);
        return scope.Workspace;
    }

    private sealed record Address(string City, string Code);
}
