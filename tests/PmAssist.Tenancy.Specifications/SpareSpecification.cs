using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PmAssist.Tenancy.Internal;
using PmAssist.Tenancy.Providers;

namespace PmAssist.Tenancy.Specifications;

/// <summary>Schemas that are kept ready: who makes them, who gets them, and who sees them.</summary>
public abstract class SpareSpecification(ITestServer server) : Specification(server)
{
    private const string V2 = "20260201000000_AddPriority";

    [Fact]
    public async Task A_new_workspace_takes_a_spare_and_is_like_any_other()
    {
        await using var host = await StartAsync(Keep(2));
        await RefillAsync(host);
        var spares = await SparesAsync(host);
        spares.Should().HaveCount(2).And.OnlyContain(w => w.DbSchemaName == w.Schema.Name && w.SchemaVersion != null);

        var taken = await host.CreateWorkspaceAsync("Northwind Traders");
        var made = await host.Another().CreateWorkspaceAsync("Contoso");

        spares.Select(w => w.Id).Should().Contain(taken.Id).And.NotContain(made.Id, "its host keeps no spares");
        (taken.Status, taken.Name, taken.Slug, taken.LastError)
            .Should().Be((WorkspaceStatus.Active, "Northwind Traders", "northwind-traders", null));
        (taken.SchemaVersion, taken.SchemaFingerprint).Should().Be((made.SchemaVersion, made.SchemaFingerprint));
        taken.CreatedUtc.Should().BeAfter(spares[0].CreatedUtc);
        var (one, other) = (await host.AuditAsync(taken.Id), await host.AuditAsync(made.Id));
        one.Select(e => e.Action).Should().BeEquivalentTo(other.Select(e => e.Action));
        one.Should().OnlyContain(e => e.ActorId == "ada");
        (await host.Database.DescribeAsync(taken.Schema)).Should().Equal(await host.Database.DescribeAsync(made.Schema));
        await using var lease = await host.RentAsync(taken);
        lease.Context.Add(new Project { Name = "First", WrittenFor = taken.Id });
        await lease.Context.SaveChangesAsync(Token);
        (await SparesAsync(host)).Should().ContainSingle();

        await RefillAsync(host);
        (await SparesAsync(host)).Should().HaveCount(2).And.OnlyContain(w => w.SchemaVersion != null);
    }

    [Fact]
    public async Task Callers_of_several_processes_never_get_the_same_spare_and_go_on_without_one()
    {
        await using var host = await StartAsync(Keep(12));
        await using var other = host.Another(Keep(12));
        await RefillAsync(host);
        var spares = (await SparesAsync(host)).Select(w => w.Id).ToHashSet();
        var made = new ConcurrentBag<Workspace>();

        await Parallel.ForAsync(0, 20, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _)
            => made.Add(await (i % 2 == 0 ? host : other).CreateWorkspaceAsync($"Workspace {i}")));

        made.Select(w => w.Id).Should().OnlyHaveUniqueItems();
        made.Should().OnlyContain(w => w.Status == WorkspaceStatus.Active);
        made.Count(w => spares.Contains(w.Id)).Should().Be(12, "each was taken once");
        foreach (var workspace in made)
        {
            var members = await host.WithAsync<IWorkspaceMemberService, IReadOnlyList<WorkspaceMember>>(
                m => m.ListAsync(workspace.Id, cancellationToken: Token));
            members.Should().ContainSingle();
        }
    }

    [Fact]
    public async Task Of_more_spares_than_are_looked_at_at_once_each_gets_one_owner()
    {
        await using var host = await StartAsync(Keep(70));
        await RefillAsync(host);
        var spares = (await SparesAsync(host)).Select(w => w.Id).ToHashSet();
        var made = new ConcurrentBag<Workspace>();

        await Parallel.ForAsync(0, 72, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _)
            => made.Add(await host.CreateWorkspaceAsync($"Workspace {i}")));

        made.Select(w => w.Id).Should().OnlyHaveUniqueItems();
        made.Where(w => spares.Contains(w.Id)).Should().HaveCount(70, "none is left out");
        (await SparesAsync(host)).Should().BeEmpty();
    }

    [Fact]
    public async Task Processes_that_fill_up_at_once_make_no_more_than_are_wanted()
    {
        await using var host = await StartAsync(Keep(5));
        await using var other = host.Another(Keep(5));

        await Task.WhenAll(RefillAsync(host), RefillAsync(other), RefillAsync(host));
        await RefillAsync(host);

        (await SparesAsync(host)).Should().HaveCount(5).And.OnlyContain(w => w.SchemaVersion != null);
    }

    [Fact]
    public async Task A_host_fills_up_by_itself()
    {
        await using var host = await StartAsync(Keep(2));
        var keeper = host.Services.GetServices<IHostedService>().OfType<SpareKeeper>().Single();
        await keeper.StartAsync(Token);
        try
        {
            await UntilAsync(2);
            await host.CreateWorkspaceAsync("One");
            await host.CreateWorkspaceAsync("Two");
            await UntilAsync(2);
        }
        finally
        {
            await keeper.StopAsync(Token);
        }

        async Task UntilAsync(int ready)
        {
            while ((await SparesAsync(host)).Count(w => w.SchemaVersion is not null) != ready)
            {
                await Task.Delay(20, Token);
            }
        }
    }

    [Fact]
    public async Task Who_waited_in_vain_hears_of_the_next_that_is_taken()
    {
        await using var host = await StartAsync(Keep(1));
        var (spares, clock) = (host.Services.GetRequiredService<SpareWorkspaces>(), new ManualClock());
        for (var i = 0; i < 3; i++)
        {
            var waiting = spares.WaitAsync(TimeSpan.FromSeconds(15), clock, Token);
            clock.Advance(TimeSpan.FromSeconds(15));
            await waiting;
        }

        var next = spares.WaitAsync(TimeSpan.FromSeconds(15), clock, Token);
        await host.CreateWorkspaceAsync("One");
        await next.WaitAsync(TimeSpan.FromSeconds(30), Token);

        using var stopping = new CancellationTokenSource();
        var last = spares.WaitAsync(TimeSpan.FromSeconds(15), clock, stopping.Token);
        await stopping.CancelAsync();
        await FluentActions.Awaiting(() => last).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task Nobody_sees_a_spare()
    {
        await using var host = await StartAsync(Keep(2));
        await RefillAsync(host);
        var spare = (await SparesAsync(host))[0];

        (await ListAsync(host, new WorkspaceFilter())).Should().BeEmpty();
        var status = await host.Migrator.GetStatusAsync(Token);
        (status.CurrentCount, status.BehindCount, status.AheadCount, status.Failed.Count).Should().Be((0, 0, 0, 0));
        (await host.Services.GetRequiredService<IWorkspaceFleet<SpecDbContext>>().VisitAsync(
            (_, _, _) => Task.CompletedTask, cancellationToken: Token))
            .Results.Should().BeEmpty();
        await RefusesAsync(() => host.WithAsync<IWorkspaceService, Workspace>(w => w.GetAsync(spare.Id, Token)));
        await RefusesAsync(
            () => host.WithAsync<IWorkspaceService, Workspace>(w => w.RenameAsync(spare.Id, "Mine", cancellationToken: Token)));
        await RefusesAsync(() => host.WithAsync<IWorkspaceService, Workspace>(w => w.SuspendAsync(spare.Id, cancellationToken: Token)));
        await RefusesAsync(async () => await host.RentAsync(spare));
        await RefusesAsync(() => host.Migrator.MigrateAsync(spare.Id, cancellationToken: Token));
        await RefusesAsync(
            () => host.WithAsync<IWorkspaceMemberService, WorkspaceMember>(m => m.AddAsync(
                spare.Id, "eve", WorkspaceRole.Owner, cancellationToken: Token)));
        (await host.WithAsync<IWorkspaceService, Workspace?>(w => w.FindBySlugAsync(spare.Slug, Token))).Should().BeNull();
        (await host.Services.GetRequiredService<IWorkspaceDirectory>().FindAsync(spare.Id, userId: null, Token)).Should().BeNull();
        (await FluentActions.Awaiting(() => host.CreateWorkspaceAsync("Mine", spare.Id)).Should().ThrowAsync<WorkspaceConflictException>())
            .Which.WorkspaceId.Should().Be(spare.Id);

        static async Task RefusesAsync(Func<Task> call)
            => await FluentActions.Awaiting(call).Should().ThrowAsync<WorkspaceNotFoundException>();
    }

    [Fact]
    public async Task Spares_are_migrated_with_the_fleet_or_by_the_next_build_and_given_to_their_own_version_only()
    {
        await using var host = await StartAsync(Keep(2));
        await RefillAsync(host);
        await using var next = host.Another<SpecDbContextV2>(Keep(2));

        (await next.Migrator.GetStatusAsync(Token)).Behind.Should().BeEmpty("there is no workspace");
        var spares = (await SparesAsync(host)).Select(w => w.Id).ToList();
        var cold = await next.CreateWorkspaceAsync("At once");
        spares.Should().NotContain(cold.Id, "they are of the older version");
        (await next.Migrator.RunAsync(cancellationToken: Token)).Succeeded.Should().BeTrue();
        (await SparesAsync(host)).Should().OnlyContain(w => w.SchemaVersion == V2);
        spares.Should().NotContain((await host.CreateWorkspaceAsync("Old build")).Id, "they are of the newer version");
        var taken = await next.CreateWorkspaceAsync("New build");
        spares.Should().Contain(taken.Id);
        (await next.AuditAsync(taken.Id)).Select(e => e.Action).Should().BeEquivalentTo("workspace.created", "workspace.provisioned");

        await using var older = host.Another(Keep(3));
        await RefillAsync(older);
        (await SparesAsync(host)).Select(w => w.SchemaVersion).Should().Contain(V2).And.HaveCount(3);
        await RefillAsync(next);
        (await SparesAsync(host)).Should().HaveCount(3).And.OnlyContain(w => w.SchemaVersion == V2, "the newer build takes them along");
    }

    [Fact]
    public async Task What_a_host_seeds_is_written_for_the_owner()
    {
        var seeded = new ConcurrentBag<string>();
        await using var host = await StartAsync(tenancy =>
        {
            Keep(1)(tenancy);
            tenancy.ConfigureContext((_, options) => options.UseAsyncSeeding(async (context, _, token) =>
            {
                seeded.Add("once");
                context.Add(new Project { Name = "Seeded" });
                await context.SaveChangesAsync(token);
            }));
        });
        await RefillAsync(host);
        seeded.Should().BeEmpty("nobody owns it");
        var spare = (await SparesAsync(host)).Should().ContainSingle().Subject;

        var workspace = await host.CreateWorkspaceAsync();

        workspace.Id.Should().Be(spare.Id);
        workspace.Status.Should().Be(WorkspaceStatus.Active);
        seeded.Should().ContainSingle();
        await using var lease = await host.RentAsync(workspace);
        (await lease.Context.Projects.Select(p => p.Name).ToListAsync(Token)).Should().Equal("Seeded");
    }

    [Fact]
    public async Task A_request_is_answered_once_with_a_spare_or_without()
    {
        await using var host = await StartAsync(Keep(6));
        await RefillAsync(host);
        var spares = (await SparesAsync(host)).Select(w => w.Id).ToList();

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => CreateAsync(host, "Northwind", "message-1")));
        answers.Select(w => w.Id).Distinct().Should().ContainSingle().Which.Should().Be(answers[0].Id);
        spares.Should().Contain(answers[0].Id);
        (await CreateAsync(host.Another(), "Northwind", "message-1")).Id.Should().Be(answers[0].Id);
        (await SparesAsync(host)).Should().HaveCount(5);

        (await FluentActions.Awaiting(() => CreateAsync(host, "Contoso", "message-1")).Should().ThrowAsync<WorkspaceConflictException>())
            .Which.WorkspaceId.Should().Be(answers[0].Id);
        (await FluentActions.Awaiting(() => host.WithAsync<IWorkspaceService, Workspace>(
                w => w.CreateAsync(new NewWorkspace("Northwind", "ada") { RequestId = "message-1", Id = Guid.NewGuid() }, Token)))
            .Should().ThrowAsync<WorkspaceConflictException>()).Which.WorkspaceId.Should().Be(answers[0].Id);
        (await FluentActions.Awaiting(() => CreateAsync(host, "Long", new string('x', 65))).Should().ThrowAsync<InvalidInputException>())
            .Which.Field.Should().Be("RequestId");
    }

    [Fact]
    public async Task A_spare_is_given_away_in_as_few_commands_as_the_engine_allows_and_the_hosts_interceptors_see_it()
    {
        var commands = new CommandRecorder();
        var saves = new SaveCounter();
        await using var host = await StartAsync(tenancy =>
        {
            Keep(4)(tenancy);
            tenancy.ConfigureMaster((_, options) => options.AddInterceptors(commands, saves));
        });
        await RefillAsync(host);
        await host.CreateWorkspaceAsync("First");
        var (sent, saved) = (commands.Texts.Count, saves.Saved);

        var workspace = await host.CreateWorkspaceAsync("Second");

        saves.Saved.Should().Be(saved + 1);
        if (host.Services.GetRequiredService<TenancyProvider>().UpdateThenInsert is null)
        {
            commands.Texts.Skip(sent).Should().HaveCountGreaterThan(1);
            return;
        }

        var command = commands.Texts.Skip(sent).Distinct().Should().ContainSingle("everything is in one statement").Subject;
        command.Should().Contain("NOT EXISTS").And.NotContain("Second", "values are parameters");
        (workspace.Version, workspace.UpdatedUtc).Should().Be(await host.WithAsync<MasterDbContext, (int, DateTime)>(
            async m =>
            {
                var row = await m.Workspaces.AsNoTracking().SingleAsync(w => w.Id == workspace.Id, Token);
                return (row.Version, row.UpdatedUtc);
            }));
    }

    [Fact]
    public async Task A_name_that_others_have_too_costs_neither_a_spare_nor_a_failed_command()
    {
        var commands = new CommandRecorder();
        await using var host = await StartAsync(tenancy =>
        {
            Keep(4)(tenancy);
            tenancy.ConfigureMaster((_, options) => options.AddInterceptors(commands));
        });
        await RefillAsync(host);
        var spares = (await SparesAsync(host)).Select(w => w.Id).ToHashSet();

        List<Workspace> made = [];
        var before = 0;
        for (var i = 0; i < 4; i++)
        {
            before = commands.Executed;
            made.Add(await host.CreateWorkspaceAsync("Acme"));
        }

        (commands.Executed - before).Should().BeLessThanOrEqualTo(6, "docs/spares.md says so");

        made.Select(w => w.Slug).Should().Equal("acme", "acme-2", "acme-3", "acme-4");
        spares.Should().BeEquivalentTo(made.Select(w => w.Id));
        commands.Failed.Should().Be(0, "a server's log should have no error of a name that two people like");
    }

    [Fact]
    public async Task Callers_of_several_processes_who_like_one_name_get_a_slug_and_a_spare_each()
    {
        await using var host = await StartAsync(Keep(8));
        await using var other = host.Another(Keep(8));
        await RefillAsync(host);
        var spares = (await SparesAsync(host)).Select(w => w.Id).ToHashSet();
        var made = new ConcurrentBag<Workspace>();

        await Parallel.ForAsync(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _)
            => made.Add(await (i % 2 == 0 ? host : other).CreateWorkspaceAsync("Acme")));

        made.Select(w => w.Slug).Should().OnlyHaveUniqueItems().And.Contain("acme").And.OnlyContain(slug => slug.StartsWith("acme"));
        made.Select(w => w.Id).Should().OnlyHaveUniqueItems();
        foreach (var workspace in made)
        {
            (await host.AuditAsync(workspace.Id)).Count(e => e.Action == "workspace.created").Should().Be(1);
            (await host.WithAsync<IWorkspaceMemberService, IReadOnlyList<WorkspaceMember>>(
                m => m.ListAsync(workspace.Id, cancellationToken: Token))).Should().ContainSingle();
        }
    }

    private static Action<TenancyBuilder> Keep(int count) => tenancy => tenancy.Configure(options => options.SpareWorkspaces = count);

    private static Task RefillAsync(TestHost host) => host.Services.GetRequiredService<SpareKeeper>().RefillAsync(Token);

    private static Task<Workspace> CreateAsync(TestHost host, string name, string requestId)
        => host.WithAsync<IWorkspaceService, Workspace>(w => w.CreateAsync(new NewWorkspace(name, "ada") { RequestId = requestId }, Token));

    private static Task<IReadOnlyList<Workspace>> SparesAsync(TestHost host)
        => ListAsync(host, new WorkspaceFilter { Status = WorkspaceStatus.Spare });

    private static Task<IReadOnlyList<Workspace>> ListAsync(TestHost host, WorkspaceFilter filter)
        => host.WithAsync<IWorkspaceService, IReadOnlyList<Workspace>>(w => w.ListAsync(filter, cancellationToken: Token));

    private sealed class SaveCounter : SaveChangesInterceptor
    {
        private int _saved;

        public int Saved => _saved;

        public override ValueTask<int> SavedChangesAsync(
            SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _saved);
            return new(result);
        }
    }
}
