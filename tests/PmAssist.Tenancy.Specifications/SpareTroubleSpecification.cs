using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy.Internal;
using PmAssist.Tenancy.Specifications.Contexts;

namespace PmAssist.Tenancy.Specifications;

/// <summary>What goes wrong around spares, and what others do at the same time: none is given twice, and none is lost.</summary>
public abstract class SpareTroubleSpecification(ITestServer server) : Specification(server)
{
    private const string V2 = "20260201000000_AddPriority";

    /// <summary>Further than a create goes.</summary>
    private const int MostCommands = 40;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_create_that_is_cancelled_at_any_command_is_completed_by_the_same_call_and_loses_no_spare(bool seeds)
    {
        var canceler = new CommandCanceler();
        await using var host = await StartAsync(tenancy =>
        {
            Keep(3)(tenancy);
            tenancy.ConfigureMaster((_, options) => options.AddInterceptors(canceler));
            tenancy.ConfigureContext((_, options) => options.AddInterceptors(canceler));
            if (seeds)
            {
                Seed(tenancy, "Seeded");
            }
        });
        await RefillAsync(host);
        var spares = await IdsOfSparesAsync(host);
        var canceled = 0;
        for (var (at, reachedEnd) = (1, false); !reachedEnd && at < MostCommands; at++)
        {
            using var cancellation = new CancellationTokenSource();
            canceler.CancelAt(at, cancellation);
            var request = new NewWorkspace($"Canceled {at}", "ada") { RequestId = $"request-{at}" };
            try
            {
                await CreateAsync(host, request, cancellation.Token);
            }
            catch (OperationCanceledException)
            {
                canceled++;
            }

            reachedEnd = !canceler.Stop();
            var workspace = await CreateAsync(host, request, Token);
            workspace.Status.Should().Be(WorkspaceStatus.Active);
            spares.Should().Contain(workspace.Id, "the spare that an earlier call did not save is given to the next");
            await using (var lease = await host.RentAsync(workspace))
            {
                (await lease.Context.Projects.CountAsync(Token)).Should().Be(seeds ? 1 : 0);
            }

            await RefillAsync(host);
            spares.UnionWith(await IdsOfSparesAsync(host));
            (await IdsOfSparesAsync(host)).Should().HaveCount(3);
        }

        canceled.Should().BeGreaterThan(2);
    }

    [Fact]
    public async Task A_slug_that_is_taken_costs_no_spare()
    {
        await using var host = await StartAsync(Keep(1));
        await host.CreateWorkspaceAsync("Acme", Guid.NewGuid(), "acme");
        await RefillAsync(host);
        var spare = (await IdsOfSparesAsync(host)).Single();

        for (var i = 0; i < 3; i++)
        {
            (await FluentActions.Awaiting(() => host.CreateWorkspaceAsync("Another", slug: "acme"))
                .Should().ThrowAsync<WorkspaceConflictException>())
                .Which.Slug.Should().Be("acme");
        }

        (await host.CreateWorkspaceAsync("Acme")).Should().Match<Workspace>(w => w.Id == spare && w.Slug == "acme-2");
    }

    [Fact]
    public async Task A_seeding_that_fails_leaves_the_spare_to_its_owner_who_tries_again()
    {
        var fails = true;
        await using var host = await StartAsync(tenancy =>
        {
            Keep(2)(tenancy);
            tenancy.ConfigureContext((_, options) => options.UseAsyncSeeding(async (context, _, token) =>
            {
                context.Add(new Project { Name = "Seeded" });
                await context.SaveChangesAsync(token);
                _ = fails ? throw new InvalidDataException("The price list is empty.") : true;
            }));
        });
        await RefillAsync(host);
        var spares = await IdsOfSparesAsync(host);
        var request = new NewWorkspace("Northwind", "ada") { RequestId = "message-1" };

        (await FluentActions.Awaiting(() => CreateAsync(host, request, Token)).Should().ThrowAsync<WorkspaceMigrationException>())
            .WithMessage("*price list*same request id*");
        var failed = (
            await host.WithAsync<MasterDbContext, List<Workspace>>(
                m => m.Workspaces.AsNoTracking().Where(w => w.RequestId == "message-1").ToListAsync(Token))).Single();
        (failed.Status, spares.Contains(failed.Id)).Should().Be((WorkspaceStatus.Failed, true));
        await FluentActions.Awaiting(() => host.RentAsync(failed)).Should().ThrowAsync<WorkspaceUnavailableException>();

        fails = false;
        var workspace = await CreateAsync(host, request, Token);
        (workspace.Id, workspace.Status, workspace.LastError).Should().Be((failed.Id, WorkspaceStatus.Active, null));
        await using var lease = await host.RentAsync(workspace);
        (await lease.Context.Projects.CountAsync(Token)).Should().Be(1, "what failed was rolled back");
        (await CreateAsync(host, new NewWorkspace(request.Name, request.OwnerId) { RequestId = "message-2" }, Token)).Id
            .Should().Be(spares.Except([failed.Id]).Single());
    }

    [Fact]
    public async Task A_spare_whose_schema_is_gone_is_named_by_the_doctor_and_made_again()
    {
        await using var host = await StartAsync(Keep(3));
        await RefillAsync(host);
        var lost = (await SparesAsync(host))[0];
        await host.Database.LoseAsync(lost.Schema);
        var doctor = host.Services.GetRequiredService<IWorkspaceDoctor>();

        var finding = (await doctor.ExamineAsync(cancellationToken: Token).ToListAsync(Token)).Single(f => f.WorkspaceId == lost.Id);

        (finding.Kind, finding.IsSafe).Should().Be((WorkspaceFindingKind.SchemaMissing, true));
        finding.Repair.Should().Contain("spare");
        (await doctor.RepairAsync(finding, cancellationToken: Token)).Should().BeTrue();
        (await host.CreateWorkspaceAsync()).Id.Should().NotBe(lost.Id);
        (await host.CreateWorkspaceAsync()).Id.Should().NotBe(lost.Id);
        await RefillAsync(host);
        await AssertAllWorkAsync(host, lost.Id);
    }

    [Fact]
    public async Task A_host_that_starts_makes_spares_again_whose_schema_is_gone()
    {
        await using var host = await StartAsync(Keep(2));
        await RefillAsync(host);
        var lost = (await SparesAsync(host))[1];
        await host.Database.LoseAsync(lost.Schema);

        await using var next = host.Another(Keep(2));
        await RefillAsync(next);

        await AssertAllWorkAsync(next, lost.Id);
    }

    [Fact]
    public async Task Where_there_are_fewer_spares_than_callers_all_get_a_workspace()
    {
        await using var host = await StartAsync(Keep(4));
        await using var second = host.Another(Keep(4));
        await using var third = host.Another(Keep(4));
        TestHost[] hosts = [host, second, third];
        await RefillAsync(host);
        var spares = await IdsOfSparesAsync(host);
        var made = new ConcurrentBag<Workspace>();

        await Parallel.ForAsync(0, 24, new ParallelOptions { MaxDegreeOfParallelism = 12 }, async (i, _)
            => made.Add(await hosts[i % 3].CreateWorkspaceAsync("The same name")));

        made.Should().HaveCount(24).And.OnlyHaveUniqueItems(w => w.Id).And.OnlyHaveUniqueItems(w => w.Slug);
        made.Count(w => spares.Contains(w.Id)).Should().BeLessThanOrEqualTo(4);
        (await IdsOfSparesAsync(host)).Concat(made.Select(w => w.Id)).Should().OnlyHaveUniqueItems().And.Contain(spares);
    }

    [Fact]
    public async Task A_spare_that_gets_an_owner_during_a_run_is_seeded_by_the_run_and_told_of()
    {
        var observer = new MigratedObserver();
        await using var host = await StartAsync(Keep(3));
        await RefillAsync(host);
        await using var next = TestHost.Create<SpecDbContextV2>(
            host.Database,
            tenancy => Seed(tenancy, "Seeded by the next build"),
            Mode,
            ownsDatabase: false,
            addServices: services => services.AddSingleton<IWorkspaceObserver>(observer));
        var taken = new List<Workspace>();

        // All rows of the run are read by then.
        var first = new OnFirst(() => taken.Add(host.CreateWorkspaceAsync().GetAwaiter().GetResult()));
        (await next.Migrator.RunAsync(new WorkspaceMigrationOptions { MaxParallelism = 1 }, first, Token)).Succeeded.Should().BeTrue();

        var workspace = taken.Should().ContainSingle().Subject;
        (await host.GetWorkspaceAsync(workspace.Id)).SchemaVersion.Should().Be(V2);
        await using var lease = await next.RentAsync<SpecDbContextV2>(workspace);
        (await lease.Context.Set<Project>().Select(p => p.Name).ToListAsync(Token)).Should().Equal("Seeded by the next build");
        observer.Migrated.Should().Equal([workspace.Id], "spares are nobody's");
    }

    [Fact]
    public async Task Creates_of_both_builds_go_on_while_the_fleet_is_migrated()
    {
        await using var host = await StartAsync(Keep(6));
        await using var next = host.Another<SpecDbContextV2>(Keep(6));
        await RefillAsync(host);
        var made = new ConcurrentBag<Workspace>();

        await Task.WhenAll(
            Parallel.ForAsync(0, 16, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (i, _)
                => made.Add(await (i % 2 == 0 ? host : next).CreateWorkspaceAsync($"Customer {i}"))),
            RefillAsync(host),
            MigrateAsync(),
            RefillAsync(next));
        (await next.Migrator.RunAsync(cancellationToken: Token)).Succeeded.Should().BeTrue();
        await RefillAsync(next);

        made.Should().HaveCount(16).And.OnlyHaveUniqueItems(w => w.Id);
        (await SparesAsync(host)).Should().HaveCount(6).And.OnlyContain(w => w.SchemaVersion == V2);
        (await IdsOfSparesAsync(host)).Should().NotContain(made.Select(w => w.Id));
        await AssertNothingIsFoundAsync(next);
        foreach (var workspace in made)
        {
            await using var lease = await next.RentAsync<SpecDbContextV2>(workspace);
            (await lease.Context.Set<Project>().Select(p => EF.Property<int>(p, "Priority")).ToListAsync(Token)).Should().BeEmpty();
        }

        async Task MigrateAsync() => (await next.Migrator.RunAsync(cancellationToken: Token)).Succeeded.Should().BeTrue();
    }

    [Fact]
    public async Task Creates_deletions_and_refills_go_on_at_once()
    {
        await using var host = await StartAsync(Keep(5));
        await using var other = host.Another(Keep(5));
        await RefillAsync(host);
        var made = new ConcurrentBag<Workspace>();

        await Task.WhenAll(
            Parallel.ForAsync(0, 16, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (i, _) =>
            {
                var workspace = await (i % 2 == 0 ? host : other).CreateWorkspaceAsync();
                made.Add(workspace);
                if (i % 3 == 0)
                {
                    await (i % 2 == 0 ? other : host)
                        .WithAsync<IWorkspaceService, Workspace>(w => w.DeleteAsync(workspace.Id, cancellationToken: Token));
                }
            }),
            RefillAsync(host),
            RefillAsync(other));
        await RefillAsync(host);

        made.Should().OnlyHaveUniqueItems(w => w.Id);
        (await SparesAsync(host)).Should().HaveCount(5).And.OnlyContain(w => w.SchemaVersion != null);
        await AssertNothingIsFoundAsync(host);
        foreach (var workspace in made)
        {
            var status = (
                await host.WithAsync<MasterDbContext, Workspace>(
                    m => m.Workspaces.AsNoTracking().SingleAsync(w => w.Id == workspace.Id, Token))).Status;
            (await host.Database.ExistsAsync(workspace.Schema)).Should().Be(status == WorkspaceStatus.Active);
        }
    }

    [Fact]
    public async Task Hosts_that_want_different_numbers_agree_on_the_largest()
    {
        await using var host = await StartAsync(Keep(4));
        await using var fewer = host.Another(Keep(2));
        await using var none = host.Another();
        await RefillAsync(fewer);
        (await SparesAsync(host)).Should().HaveCount(2);
        await RefillAsync(host);
        await RefillAsync(fewer);
        await RefillAsync(none);
        var spares = await IdsOfSparesAsync(host);
        spares.Should().HaveCount(4);

        spares.Should().NotContain((await none.CreateWorkspaceAsync()).Id);
        for (var i = 0; i < 4; i++)
        {
            spares.Should().Contain((await fewer.CreateWorkspaceAsync()).Id, "those that are there are taken");
        }

        await RefillAsync(fewer);
        (await SparesAsync(host)).Should().HaveCount(2);
    }

    [Fact]
    public async Task A_keeper_that_cannot_reach_the_master_says_so_and_goes_on_when_it_is_there()
    {
        var clock = new ManualClock();
        await using var host = TestHost.Create<SpecDbContext>(Server.CreateDatabase(), Keep(2), Mode, clock: clock);
        var keeper = host.Services.GetRequiredService<SpareKeeper>();
        await keeper.StartAsync(Token);
        try
        {
            await Waiting.UntilAsync(
                () => Task.FromResult(host.Log.Entries.Any(e => e.Event.Id == TenancyEvents.SparesNotRefilled)), "the keeper complained");
            await host.Migrator.MigrateMasterAsync(cancellationToken: Token);
            await Waiting.UntilAsync(
                async () =>
                {
                    clock.Advance(TimeSpan.FromSeconds(30));
                    return (await SparesAsync(host)).Count(w => w.SchemaVersion is not null) == 2;
                },
                "the keeper made two");
            var workspace = await host.CreateWorkspaceAsync();
            workspace.CreatedUtc.Should().BeCloseTo(clock.GetUtcNow().UtcDateTime, TimeSpan.FromHours(1));
        }
        finally
        {
            await keeper.StopAsync(Token);
        }
    }

    [Fact]
    public async Task A_spare_has_the_tables_of_all_contexts_and_nobody_remembers_that_it_was_not_found()
    {
        await using var host = TestHost.Create<ShopDbContext>(
            Server.CreateDatabase(),
            tenancy =>
            {
                Keep(1)(tenancy);
                tenancy.AddContext<BillingDbContext>();
            },
            Mode);
        await host.Migrator.MigrateMasterAsync(cancellationToken: Token);
        await RefillAsync(host);
        var spare = (await SparesAsync(host)).Single();
        await FluentActions.Awaiting(() => host.RentAsync<ShopDbContext>(spare)).Should().ThrowAsync<WorkspaceNotFoundException>();

        var workspace = await host.CreateWorkspaceAsync();

        workspace.Id.Should().Be(spare.Id);
        await using var billing = await host.RentAsync<BillingDbContext>(workspace);
        (await billing.Context.Invoices.CountAsync(Token)).Should().Be(0);
    }

    [Fact]
    public async Task A_spare_of_the_older_build_is_brought_up_by_the_newer_one_when_it_is_first_used()
    {
        await using var host = await StartAsync(Keep(1));
        await RefillAsync(host);
        var workspace = await host.CreateWorkspaceAsync();
        await using var next = host.Another<SpecDbContextV2>(
            tenancy => tenancy.Configure(o => o.OutdatedWorkspace = OutdatedWorkspacePolicy.Migrate));

        await using var lease = await next.RentAsync<SpecDbContextV2>(workspace);

        (await lease.Context.Set<Project>().CountAsync(p => EF.Property<int>(p, "Priority") == 3, Token)).Should().Be(0);
        (await host.GetWorkspaceAsync(workspace.Id)).SchemaVersion.Should().Be(V2);
    }

    private static async Task AssertAllWorkAsync(TestHost host, Guid lost)
    {
        await AssertNothingIsFoundAsync(host);
        var spares = await SparesAsync(host);
        spares.Select(w => w.Id).Should().Contain(lost);
        spares.Should().OnlyContain(w => w.SchemaVersion != null && w.LastError == null);
        for (var i = 0; i < spares.Count; i++)
        {
            await using var lease = await host.RentAsync(await host.CreateWorkspaceAsync());
            (await lease.Context.Projects.CountAsync(Token)).Should().Be(0);
        }

        (await SparesAsync(host)).Should().BeEmpty();
    }

    private static async Task AssertNothingIsFoundAsync(TestHost host)
    {
        var ids = await host.WithAsync<MasterDbContext, List<Guid>>(m => m.Workspaces.Select(w => w.Id).ToListAsync(Token));

        // Other tests' schemas lie in the same database.
        (await host.Services.GetRequiredService<IWorkspaceDoctor>().ExamineAsync(cancellationToken: Token)
            .Where(f => f.WorkspaceId is not null || ids.Contains(f.Schema.WorkspaceId)).ToListAsync(Token)).Should().BeEmpty();
    }

    private static Action<TenancyBuilder> Keep(int count) => tenancy => tenancy.Configure(options => options.SpareWorkspaces = count);

    private static void Seed(TenancyBuilder tenancy, string name)
        => tenancy.ConfigureContext((_, options) => options.UseAsyncSeeding(async (context, _, token) =>
        {
            if (!await context.Set<Project>().AnyAsync(token))
            {
                context.Add(new Project { Name = name });
                await context.SaveChangesAsync(token);
            }
        }));

    private static Task RefillAsync(TestHost host) => host.Services.GetRequiredService<SpareKeeper>().RefillAsync(Token);

    private static Task<Workspace> CreateAsync(TestHost host, NewWorkspace request, CancellationToken token)
        => host.WithAsync<IWorkspaceService, Workspace>(w => w.CreateAsync(request, token));

    private static Task<IReadOnlyList<Workspace>> SparesAsync(TestHost host)
        => host.WithAsync<IWorkspaceService, IReadOnlyList<Workspace>>(
            w => w.ListAsync(new WorkspaceFilter { Status = WorkspaceStatus.Spare }, cancellationToken: Token));

    private static async Task<HashSet<Guid>> IdsOfSparesAsync(TestHost host) => [.. (await SparesAsync(host)).Select(w => w.Id)];

    /// <summary>Cancels a call at its nth command, before the command is sent.</summary>
    private sealed class MigratedObserver : IWorkspaceObserver
    {
        public ConcurrentQueue<Guid> Migrated { get; } = new();

        public Task MigratedAsync(Workspace workspace, CancellationToken cancellationToken)
        {
            Migrated.Enqueue(workspace.Id);
            return Task.CompletedTask;
        }
    }

    private sealed class OnFirst(Action run) : IProgress<RunProgress<WorkspaceMigrationResult>>
    {
        private int _reports;

        public void Report(RunProgress<WorkspaceMigrationResult> value)
        {
            if (Interlocked.Increment(ref _reports) == 1)
            {
                run();
            }
        }
    }
}
