using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.Specifications;

/// <summary>A function in each workspace, and one query over all.</summary>
public abstract class FleetSpecification(ITestServer server) : Specification(server)
{
    [Fact]
    public async Task A_function_runs_in_each_active_workspace_with_a_context_bound_to_it()
    {
        await using var host = await StartAsync();
        var workspaces = await CreateAsync(host, 5);
        await host.WithAsync<IWorkspaceService, Workspace>(w => w.SuspendAsync(workspaces[0].Id, cancellationToken: Token));
        await host.WithAsync<IWorkspaceService, bool>(async w =>
        {
            await w.DeleteAsync(workspaces[1].Id, cancellationToken: Token);
            return true;
        });
        var progress = new Recorder();

        var report = await Fleet(host).VisitAsync(
            async (workspace, context, token) =>
            {
                context.WorkspaceId.Should().Be(workspace.Id);
                context.Add(new WorkspaceAgent { Name = workspace.Name, Kind = "visit" });
                await context.SaveChangesAsync(token);
            },
            progress: progress,
            cancellationToken: Token);

        (report.Succeeded, report.Stop).Should().Be((true, RunStop.None));
        report.Results.Select(r => r.WorkspaceId).Should().BeEquivalentTo(workspaces.Skip(2).Select(w => w.Id));
        report.Results.Should().OnlyContain(r => r.Outcome == WorkspaceVisitOutcome.Succeeded && r.Error == null);
        progress.Reports.Select(p => (p.Done, p.Failed, p.Remaining)).Should().BeEquivalentTo([(1, 0, 2), (2, 0, 1), (3, 0, 0)]);
        foreach (var workspace in workspaces.Skip(2))
        {
            await using var lease = await host.RentAsync(workspace);
            (await lease.Context.Agents.SingleAsync(Token)).Name.Should().Be(workspace.Name);
        }
    }

    [Fact]
    public async Task A_failure_of_one_does_not_stop_the_others()
    {
        await using var host = await StartAsync();
        var workspaces = await CreateAsync(host, 4);

        var report = await Fleet(host).VisitAsync(
            async (workspace, context, token) =>
            {
                await context.Agents.CountAsync(token);
                if (workspace.Id == workspaces[1].Id)
                {
                    throw new InvalidOperationException("no");
                }
            },
            new() { MaxParallelism = 1 },
            cancellationToken: Token);

        report.Succeeded.Should().BeFalse();
        report.Failures.Should().ContainSingle(r => r.WorkspaceId == workspaces[1].Id).Which.Error!.Message.Should().Be("no");
        report.Results.Count(r => r.Outcome == WorkspaceVisitOutcome.Succeeded).Should().Be(3);
        host.Log.Messages.Should().ContainSingle(m => m.Contains($"failed in {workspaces[1].Id}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_more_than_the_stated_number_run_at_once()
    {
        await using var host = await StartAsync();
        await CreateAsync(host, 8);
        var (running, most) = (0, 0);
        var all = new TaskCompletionSource();

        var report = await Fleet(host).VisitAsync(
            async (_, _, token) =>
            {
                var now = Interlocked.Increment(ref running);
                InterlockedMax(ref most, now);
                if (now == 3)
                {
                    all.TrySetResult();
                }

                await all.Task.WaitAsync(token);
                Interlocked.Decrement(ref running);
            },
            new() { MaxParallelism = 3, WorkspaceTimeout = TimeSpan.FromSeconds(30) },
            cancellationToken: Token);

        report.Succeeded.Should().BeTrue("three were there at once");
        most.Should().Be(3);
    }

    [Fact]
    public async Task A_workspace_that_takes_too_long_counts_as_failed_and_the_others_go_on()
    {
        var clock = new ManualClock();
        await using var host = await StartAsync(clock);
        var workspaces = await CreateAsync(host, 3);

        var report = await Fleet(host).VisitAsync(
            async (workspace, _, token) =>
            {
                if (workspace.Id == workspaces[2].Id)
                {
                    clock.Advance(TimeSpan.FromMinutes(1));
                    await Task.Delay(Timeout.Infinite, token);
                }
            },
            new() { MaxParallelism = 1, WorkspaceTimeout = TimeSpan.FromMinutes(1) },
            cancellationToken: Token);

        var failure = report.Failures.Should().ContainSingle().Which;
        failure.WorkspaceId.Should().Be(workspaces[2].Id);
        failure.Duration.Should().Be(TimeSpan.FromMinutes(1));
        failure.Error.Should().BeOfType<TimeoutException>().Which.Message.Should().Contain("00:01:00");
    }

    [Fact]
    public async Task A_cancelled_run_reports_the_rest_as_skipped()
    {
        await using var host = await StartAsync();
        await CreateAsync(host, 5);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var visited = 0;

        var report = await Fleet(host).VisitAsync(
            async (_, _, token) =>
            {
                if (++visited == 2)
                {
                    await cancellation.CancelAsync();
                    token.ThrowIfCancellationRequested();
                }
            },
            new() { MaxParallelism = 1 },
            cancellationToken: cancellation.Token);

        (report.Stop, report.Succeeded).Should().Be((RunStop.Canceled, false));
        report.Failures.Should().BeEmpty();
        report.Results.Select(r => r.Outcome).Should().BeEquivalentTo(
            [
                WorkspaceVisitOutcome.Succeeded, WorkspaceVisitOutcome.Canceled, WorkspaceVisitOutcome.Skipped,
                WorkspaceVisitOutcome.Skipped, WorkspaceVisitOutcome.Skipped,
            ]);

        var never = await Fleet(host).VisitAsync((_, _, _) => Task.CompletedTask, cancellationToken: cancellation.Token);
        never.Results.Should().HaveCount(5).And.OnlyContain(r => r.Outcome == WorkspaceVisitOutcome.Skipped);
    }

    [Fact]
    public async Task A_progress_handler_that_throws_ends_the_run_and_its_error_is_thrown()
    {
        await using var host = await StartAsync();
        await CreateAsync(host, 4);
        var visited = 0;

        await FluentActions.Awaiting(() => Fleet(host).VisitAsync(
                (_, _, _) => Task.FromResult(visited++),
                new() { MaxParallelism = 1 },
                new Recorder { Then = () => throw new TimeoutException("told") },
                Token))
            .Should().ThrowAsync<TimeoutException>().WithMessage("told");

        visited.Should().Be(1);
    }

    [Fact]
    public async Task A_filter_is_asked_once_for_each_and_what_it_leaves_out_is_not_in_the_report()
    {
        await using var host = await StartAsync();
        var workspaces = await CreateAsync(host, 3);
        var asked = new ConcurrentBag<Guid>();

        var report = await Fleet(host).VisitAsync(
            (_, _, _) => Task.CompletedTask,
            new()
            {
                Filter = workspace =>
                {
                    asked.Add(workspace.Id);
                    return workspace.Id == workspaces[0].Id;
                },
            },
            cancellationToken: Token);

        report.Results.Should().ContainSingle().Which.WorkspaceId.Should().Be(workspaces[0].Id);
        asked.Should().BeEquivalentTo(workspaces.Select(w => w.Id));
    }

    [Fact]
    public async Task A_workspace_that_is_suspended_before_its_turn_is_skipped()
    {
        await using var host = await StartAsync();
        var workspaces = await CreateAsync(host, 40);
        var visited = new ConcurrentBag<Guid>();
        Guid? suspended = null;

        var report = await Fleet(host).VisitAsync(
            async (workspace, _, _) =>
            {
                visited.Add(workspace.Id);
                if (suspended is null)
                {
                    // The last one, which is on another page than the first.
                    var active = await host.WithAsync<MasterDbContext, List<Guid>>(
                        m => m.Workspaces.OrderBy(w => w.Id).Select(w => w.Id).ToListAsync(Token));
                    suspended = active[^1];
                    await host.WithAsync<IWorkspaceService, Workspace>(w => w.SuspendAsync(suspended.Value, cancellationToken: Token));
                }
            },
            new() { MaxParallelism = 1 },
            cancellationToken: Token);

        visited.Should().HaveCount(39).And.OnlyHaveUniqueItems().And.NotContain(suspended!.Value);
        report.Results.Should().HaveCount(workspaces.Count)
            .And.ContainSingle(r => r.Outcome == WorkspaceVisitOutcome.Skipped).Which.WorkspaceId.Should().Be(suspended.Value);
        (report.Succeeded, report.Stop).Should().Be((true, RunStop.None));
    }

    [Fact]
    public async Task The_policy_for_other_versions_holds()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await using var strict = host.Another<SpecDbContextV2>(t => t.Configure(o => o.OutdatedWorkspace = OutdatedWorkspacePolicy.Refuse));
        await using var eager = host.Another<SpecDbContextV2>(t => t.Configure(o => o.OutdatedWorkspace = OutdatedWorkspacePolicy.Migrate));

        var refused = await Fleet<SpecDbContextV2>(strict).VisitAsync((_, _, _) => Task.CompletedTask, cancellationToken: Token);
        refused.Failures.Should().ContainSingle().Which.Error.Should().BeOfType<WorkspaceUnavailableException>();

        string? seen = null;
        var migrated = await Fleet<SpecDbContextV2>(eager).VisitAsync(
            (w, _, _) =>
            {
                seen = w.SchemaVersion;
                return Task.CompletedTask;
            },
            cancellationToken: Token);
        migrated.Succeeded.Should().BeTrue();
        seen.Should().NotBe(workspace.SchemaVersion).And.Be((await host.GetWorkspaceAsync(workspace.Id)).SchemaVersion);
    }

    [Fact]
    public async Task Options_out_of_range_are_refused()
    {
        await using var host = await StartAsync();
        foreach (var options in new WorkspaceVisitOptions[]
                 {
                     new() { MaxParallelism = 0 }, new() { MaxParallelism = 257 }, new() { WorkspaceTimeout = TimeSpan.Zero },
                     new() { WorkspaceTimeout = TimeSpan.FromDays(2) },
                 })
        {
            await FluentActions.Awaiting(() => Fleet(host).VisitAsync((_, _, _) => Task.CompletedTask, options, cancellationToken: Token))
                .Should().ThrowAsync<ArgumentOutOfRangeException>();
        }

        foreach (var options in new WorkspaceQueryOptions[] { new() { MaxParallelism = 0 }, new() { BufferSize = 0 },
            new() { BufferSize = 100_001 } })
        {
            FluentActions.Invoking(() => Fleet(host).QueryAsync(c => c.Agents, options, Token))
                .Should().Throw<ArgumentOutOfRangeException>("before the loop");
        }
    }

    [Fact]
    public async Task A_query_yields_each_workspaces_rows_with_their_workspace()
    {
        await using var host = await StartAsync();
        var workspaces = await FillAsync(host, workspaces: 5, agents: 7);
        await host.WithAsync<IWorkspaceService, Workspace>(w => w.SuspendAsync(workspaces[0].Id, cancellationToken: Token));

        var rows = new List<(Workspace Workspace, string Row)>();
        await foreach (var row in Fleet(host).QueryAsync(
            c => c.Agents.OrderBy(a => a.Name).Select(a => a.Name), new() { BufferSize = 2, MaxParallelism = 3 }, Token))
        {
            rows.Add(row);
        }

        rows.Should().HaveCount(4 * 7);
        foreach (var workspace in workspaces.Skip(1))
        {
            rows.Where(r => r.Workspace.Id == workspace.Id).Select(r => r.Row)
                .Should().Equal(
                    Enumerable.Range(0, 7).Select(i => $"{workspace.Slug} {i}"), "one workspace's rows are in the query's order");
        }

        QueryTrackingBehavior? tracking = null;
        var entities = await Fleet(host).QueryAsync(
            c =>
            {
                tracking = c.ChangeTracker.QueryTrackingBehavior;
                return c.Agents;
            },
            new() { Filter = w => w.Id == workspaces[1].Id },
            Token).ToListAsync(Token);
        tracking.Should().Be(QueryTrackingBehavior.NoTracking);
        entities.Should().HaveCount(7).And.OnlyContain(r => r.Row.Name.StartsWith(workspaces[1].Slug, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_workspaces_rows_are_read_as_they_are_consumed()
    {
        var watch = new ConnectionWatch();
        await using var host = await StartAsync(Watched(watch));
        await FillAsync(host, workspaces: 6, agents: 40);
        watch.Reset();

        var consumed = 0;
        await foreach (var _ in Fleet(host).QueryAsync(c => c.Agents, new() { MaxParallelism = 2, BufferSize = 4 }, Token))
        {
            consumed++;
            watch.Open.Should().BeLessThanOrEqualTo(2);
            if (consumed == 10)
            {
                // Rows read and not consumed: the buffer, and one in each producer's hand.
                watch.Rows.Should().BeLessThanOrEqualTo(10 + 4 + 2 + 2);
            }
        }

        consumed.Should().Be(6 * 40);
        watch.Rows.Should().BeGreaterThanOrEqualTo(6 * 40);
    }

    [Fact]
    public async Task Leaving_the_loop_early_ends_the_queries_and_gives_their_contexts_back()
    {
        var watch = new ConnectionWatch();
        await using var host = await StartAsync(Watched(watch));
        await FillAsync(host, workspaces: 8, agents: 20);
        watch.Reset();
        for (var i = 0; i < 3; i++)
        {
            await foreach (var _ in Fleet(host).QueryAsync(c => c.Agents, new() { BufferSize = 1 }, Token))
            {
                break;
            }

            watch.Open.Should().Be(0, "all is given back when the loop is over");
        }

        watch.Opened.Should().BeGreaterThan(0).And.BeLessThan(3 * 8);
    }

    [Fact]
    public async Task The_first_failure_ends_the_enumeration_and_names_the_workspace()
    {
        var watch = new ConnectionWatch();
        await using var host = await StartAsync(Watched(watch));
        var workspaces = await FillAsync(host, workspaces: 6, agents: 3);
        await BreakAsync(host, workspaces[3]);
        watch.Reset();

        var rows = 0;
        var failure = (await FluentActions.Awaiting(async () =>
        {
            await foreach (var _ in Fleet(host).QueryAsync(c => c.Agents, cancellationToken: Token))
            {
                rows++;
            }
        }).Should().ThrowAsync<WorkspaceQueryException>()).Which;

        failure.WorkspaceId.Should().Be(workspaces[3].Id);
        failure.Message.Should().Contain(workspaces[3].Slug).And.Contain("OnFailure");
        failure.InnerException.Should().NotBeNull();
        rows.Should().BeLessThanOrEqualTo(5 * 3);
        watch.Open.Should().Be(0);
    }

    [Fact]
    public async Task After_the_first_failure_no_other_workspace_is_asked()
    {
        var watch = new ConnectionWatch();
        await using var host = await StartAsync(Watched(watch));
        await CreateAsync(host, 4);
        var byId = await host.WithAsync<MasterDbContext, List<Workspace>>(
            m => m.Workspaces.AsNoTracking().OrderBy(w => w.Id).ToListAsync(Token));
        await BreakAsync(host, byId[1]);
        watch.Reset();

        await FluentActions.Awaiting(
            async () => await Fleet(host).QueryAsync(c => c.Agents, new() { MaxParallelism = 1 }, Token).ToListAsync(Token))
            .Should().ThrowAsync<WorkspaceQueryException>();

        watch.Opened.Should().Be(2);
    }

    [Fact]
    public async Task With_OnFailure_the_others_go_on()
    {
        await using var host = await StartAsync();
        var workspaces = await FillAsync(host, workspaces: 6, agents: 3);
        await BreakAsync(host, workspaces[1]);
        await BreakAsync(host, workspaces[4]);
        var failures = new List<WorkspaceQueryException>();

        var rows = await Fleet(host).QueryAsync(c => c.Agents, new() { OnFailure = failures.Add }, Token).ToListAsync(Token);

        rows.Should().HaveCount(4 * 3);
        failures.Select(f => f.WorkspaceId).Should().BeEquivalentTo([workspaces[1].Id, workspaces[4].Id]);
        await FluentActions.Awaiting(async () => await Fleet(host)
            .QueryAsync(c => c.Agents, new() { OnFailure = _ => throw new TimeoutException("told") }, Token).ToListAsync(Token))
            .Should().ThrowAsync<TimeoutException>().WithMessage("told");
    }

    [Fact]
    public async Task A_cancelled_enumeration_ends_and_gives_all_back()
    {
        var watch = new ConnectionWatch();
        await using var host = await StartAsync(Watched(watch));
        await FillAsync(host, workspaces: 6, agents: 20);
        watch.Reset();
        using var first = new CancellationTokenSource();
        using var second = new CancellationTokenSource();

        await Cancelled(first, Fleet(host).QueryAsync(c => c.Agents, new() { BufferSize = 1 }, first.Token));
        await Cancelled(second, Fleet(host).QueryAsync(c => c.Agents, new() { BufferSize = 1 }, Token).WithCancellation(second.Token));
        watch.Open.Should().Be(0);

        static Task Cancelled(CancellationTokenSource cancellation, object rows)
            => FluentActions.Awaiting(async () =>
            {
                if (rows is IAsyncEnumerable<(Workspace Workspace, WorkspaceAgent Row)> plain)
                {
                    await foreach (var _ in plain)
                    {
                        await cancellation.CancelAsync();
                    }
                }
                else
                {
                    await foreach (var _ in (System.Runtime.CompilerServices.ConfiguredCancelableAsyncEnumerable<(
                        Workspace Workspace, WorkspaceAgent Row)>)rows)
                    {
                        await cancellation.CancelAsync();
                    }
                }
            }).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task Work_over_the_fleet_is_no_use_of_a_workspace()
    {
        await using var host = await StartAsync();
        await CreateAsync(host, 2);
        var lastSeen = host.Services.GetRequiredService<Internal.LastSeen>();
        lastSeen.IsKept = true;

        await Fleet(host).VisitAsync((_, c, token) => c.Agents.CountAsync(token), cancellationToken: Token);
        await Fleet(host).QueryAsync(c => c.Agents, cancellationToken: Token).ToListAsync(Token);

        lastSeen.Take().Should().BeEmpty();
    }

    private static IWorkspaceFleet<SpecDbContext> Fleet(TestHost host) => Fleet<SpecDbContext>(host);

    private static IWorkspaceFleet<TContext> Fleet<TContext>(TestHost host)
        where TContext : WorkspaceDbContext
        => host.Services.GetRequiredService<IWorkspaceFleet<TContext>>();

    private static Action<TenancyBuilder> Watched(ConnectionWatch watch)
        => tenancy => tenancy.ConfigureContext((_, options) => options.AddInterceptors(watch, RowWatch.Instance));

    private static async Task<List<Workspace>> CreateAsync(TestHost host, int count)
    {
        var created = new List<Workspace>();
        for (var i = 0; i < count; i++)
        {
            created.Add(await host.CreateWorkspaceAsync());
        }

        return created;
    }

    private static async Task<List<Workspace>> FillAsync(TestHost host, int workspaces, int agents)
    {
        var created = await CreateAsync(host, workspaces);
        foreach (var workspace in created)
        {
            await using var lease = await host.RentAsync(workspace);
            lease.Context.AddRange(
                Enumerable.Range(0, agents).Select(i => new WorkspaceAgent { Name = $"{workspace.Slug} {i}", Kind = "spec" }));
            await lease.Context.SaveChangesAsync(Token);
        }

        return created;
    }

    private static Task BreakAsync(TestHost host, Workspace workspace)
        => host.Database.ExecuteAsync(
            workspace.Schema, $"ALTER TABLE {host.Database.Table(workspace.Schema, "workspace_agents")} DROP COLUMN kind");

    private static void InterlockedMax(ref int most, int value)
    {
        for (var known = Volatile.Read(ref most); known < value; known = Volatile.Read(ref most))
        {
            Interlocked.CompareExchange(ref most, value, known);
        }
    }

    private sealed class Recorder : IProgress<RunProgress<WorkspaceVisitResult>>
    {
        public ConcurrentQueue<RunProgress<WorkspaceVisitResult>> Reports { get; } = new();

        public Action? Then { get; init; }

        public void Report(RunProgress<WorkspaceVisitResult> value)
        {
            Reports.Enqueue(value);
            Then?.Invoke();
        }
    }

    /// <summary>
    /// Counts for the watch of the context at hand. One instance serves all hosts: EF keeps a service provider for each instance of
    /// such an interceptor.
    /// </summary>
    private sealed class RowWatch : IMaterializationInterceptor
    {
        public static readonly RowWatch Instance = new();

        public object InitializedInstance(MaterializationInterceptionData materializationData, object entity)
        {
            materializationData.Context.GetService<IDbContextOptions>().FindExtension<CoreOptionsExtension>()!
                .Interceptors!.OfType<ConnectionWatch>().Single().CountRow();
            return entity;
        }
    }

    /// <summary>
    /// Counts the workspaces' connections that are open, and the rows that were made of what they returned. Asks the connections: EF
    /// reports none as closed that its driver gave up after a cancelled command.
    /// </summary>
    private sealed class ConnectionWatch : DbConnectionInterceptor
    {
        private readonly ConcurrentDictionary<DbConnection, bool> _connections = new(ReferenceEqualityComparer.Instance);
        private int _opened;
        private int _rows;

        public int Open => _connections.Keys.Count(connection => connection.State != ConnectionState.Closed);

        public int Opened => Volatile.Read(ref _opened);

        public int Rows => Volatile.Read(ref _rows);

        public void Reset() => (_opened, _rows) = (0, 0);

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
        {
            _connections[connection] = true;
            Interlocked.Increment(ref _opened);
        }

        public override Task ConnectionOpenedAsync(
            DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            ConnectionOpened(connection, eventData);
            return Task.CompletedTask;
        }

        public void CountRow() => Interlocked.Increment(ref _rows);
    }
}
