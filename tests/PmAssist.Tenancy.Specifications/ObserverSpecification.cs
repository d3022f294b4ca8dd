using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy.Internal;

namespace PmAssist.Tenancy.Specifications;

/// <summary>Who wants to know what happened to workspaces: told in the process that did it, or following the audit log.</summary>
public abstract class ObserverSpecification(ITestServer server) : Specification(server)
{
    [Fact]
    public async Task Observers_are_told_of_each_change_after_its_commit()
    {
        var observer = new RecordingObserver();
        await using var host = await StartObservedAsync<SpecDbContext>(observer);
        observer.Other = host.Another();
        var workspace = await host.CreateWorkspaceAsync();
        await using var next = TestHost.Create<SpecDbContextV2>(
            host.Database, configure: null, Mode, ownsDatabase: false,
            addServices: services => services.AddSingleton<IWorkspaceObserver>(observer));
        await next.Migrator.RunAsync(cancellationToken: Token);
        await next.Migrator.RunAsync(cancellationToken: Token);

        await host.WithAsync<IWorkspaceService, bool>(async w =>
        {
            // Each twice: what is not changed is not told.
            for (var i = 0; i < 2; i++)
            {
                await w.SuspendAsync(workspace.Id, cancellationToken: Token);
            }

            await w.ArchiveAsync(workspace.Id, cancellationToken: Token);
            await w.ResumeAsync(workspace.Id, cancellationToken: Token);
            await w.ResumeAsync(workspace.Id, cancellationToken: Token);
            for (var i = 0; i < 2; i++)
            {
                await w.DeleteAsync(workspace.Id, cancellationToken: Token);
            }

            for (var i = 0; i < 2; i++)
            {
                await w.RestoreAsync(workspace.Id, cancellationToken: Token);
            }

            await w.DeleteAsync(workspace.Id, cancellationToken: Token);
            await w.PurgeAsync(workspace.Id, cancellationToken: Token);
            await w.PurgeAsync(workspace.Id, cancellationToken: Token);
            return true;
        });
        await observer.Other.DisposeAsync();

        observer.Told.Should().Equal(
            "created Active (seen Active)",
            "migrated Active (seen Active)",
            "suspended Suspended (seen Suspended)",
            "archived Archived (seen Archived)",
            "resumed Active (seen Active)",
            "deleted Deleting (seen Deleting)",
            "restored Active (seen Active)",
            "deleted Deleting (seen Deleting)",
            "purged Deleting (seen Deleted)");
        observer.Slugs.Distinct().Should().Equal(workspace.Slug);
    }

    [Fact]
    public async Task An_observer_that_throws_is_logged_and_hides_nothing()
    {
        var (broken, second) = (
            new RecordingObserver { Error = new InvalidDataException("The observer is broken.") }, new RecordingObserver());
        await using var host = await StartObservedAsync<SpecDbContext>(broken, second);

        var workspace = await host.CreateWorkspaceAsync();
        await host.WithAsync<IWorkspaceService, Workspace>(w => w.SuspendAsync(workspace.Id, cancellationToken: Token));

        (await host.GetWorkspaceAsync(workspace.Id)).Status.Should().Be(WorkspaceStatus.Suspended);
        second.Told.Should().HaveCount(2);
        host.Log.Entries.Where(e => e.Event.Id == TenancyEvents.ObserverFailed).Should().HaveCount(2).And
            .OnlyContain(e => e.Message.Contains(nameof(RecordingObserver)) && e.Message.Contains($"{workspace.Id}"));
    }

    [Fact]
    public async Task An_observer_that_cannot_be_made_is_logged_and_hides_nothing()
    {
        var second = new RecordingObserver();
        var isBroken = true;
        await using var host = TestHost.Create<SpecDbContext>(
            Server.CreateDatabase(), configure: null, Mode, addServices: services =>
            {
                services.AddSingleton<IWorkspaceObserver>(
                    _ => Volatile.Read(ref isBroken) ? throw new InvalidDataException("It cannot be made.") : new RecordingObserver());
                services.AddSingleton<IWorkspaceObserver>(second);
            });
        await host.Migrator.MigrateMasterAsync(cancellationToken: Token);

        var workspace = await host.CreateWorkspaceAsync();
        await host.WithAsync<IWorkspaceService, Workspace>(w => w.SuspendAsync(workspace.Id, cancellationToken: Token));

        (await host.GetWorkspaceAsync(workspace.Id)).Should().Match<Workspace>(
            w => w.Status == WorkspaceStatus.Suspended && w.LastError == null);
        (await host.AuditAsync(workspace.Id)).Should().NotContain(e => e.Action.EndsWith("failed", StringComparison.Ordinal));
        host.Log.Entries.Where(e => e.Event.Id == TenancyEvents.ObserverFailed).Should().HaveCount(2);
        second.Told.Should().BeEmpty();

        Volatile.Write(ref isBroken, false);
        await host.WithAsync<IWorkspaceService, Workspace>(w => w.ResumeAsync(workspace.Id, cancellationToken: Token));
        second.Told.Should().ContainSingle();
    }

    [Fact]
    public async Task A_creation_is_told_once_wherever_its_call_was_canceled()
    {
        const int MostCommands = 40;
        var (observer, canceler) = (new RecordingObserver(), new CommandCanceler());
        await using var host = await StartObservedAsync<SpecDbContext>(
            [observer],
            tenancy => tenancy
                .ConfigureMaster((_, options) => options.AddInterceptors(canceler))
                .ConfigureContext((_, options) => options.AddInterceptors(canceler)));
        for (var (at, reachedEnd) = (1, false); !reachedEnd && at < MostCommands; at++)
        {
            using var cancellation = new CancellationTokenSource();
            canceler.CancelAt(at, cancellation);
            var request = new NewWorkspace($"Canceled {at}", "ada") { Id = Guid.NewGuid() };
            try
            {
                await host.WithAsync<IWorkspaceService, Workspace>(w => w.CreateAsync(request, cancellation.Token));
            }
            catch (OperationCanceledException)
            {
                // The same call completes it.
            }

            reachedEnd = !canceler.Stop();
            await host.CreateWorkspaceAsync(request.Name, request.Id);
            observer.Told.Should().HaveCount(at, "the call was canceled at its command {0}", at)
                .And.OnlyContain(t => t.StartsWith("created"));
        }

        observer.Told.Should().HaveCountGreaterThan(3);
    }

    [Fact]
    public async Task A_change_that_is_refused_or_fails_is_not_told()
    {
        var observer = new RecordingObserver();
        await using var host = await StartObservedAsync<SpecDbContext>(
            [observer], tenancy => tenancy.OnSchemaCreated((_, _) => throw new InvalidDataException("The hook is broken.")));
        var id = Guid.NewGuid();

        await FluentActions.Awaiting(() => host.CreateWorkspaceAsync("Fails", id)).Should().ThrowAsync<WorkspaceMigrationException>();
        await FluentActions.Awaiting(() => host.WithAsync<IWorkspaceService, Workspace>(w => w.SuspendAsync(id, cancellationToken: Token)))
            .Should().ThrowAsync<WorkspaceConflictException>();

        observer.Told.Should().BeEmpty();
    }

    [Fact]
    public async Task The_audit_log_is_followed_from_any_position_page_by_page_without_gaps()
    {
        await using var host = await StartAsync();
        var (first, second) = (await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync());
        await host.WithAsync<IAuditLog, bool>(async audit =>
        {
            for (var i = 0; i < 600; i++)
            {
                await audit.WriteAsync(
                    new NewAuditEntry($"entry.{i}", "Test", $"{i}") { WorkspaceId = i % 3 == 0 ? null : i % 3 == 1 ? first.Id : second.Id },
                    Token);
            }

            return true;
        });

        var all = await TakeAsync(host, after: null, 604);
        all.Take(4).Select(e => e.Action)
            .Should().Equal("workspace.created", "workspace.provisioned", "workspace.created", "workspace.provisioned");
        all.Skip(4).Select(e => e.Action).Should().Equal(Enumerable.Range(0, 600).Select(i => $"entry.{i}"));
        (await TakeAsync(host, all[299].Position, 304)).Select(e => e.Id).Should().Equal(all.Skip(300).Select(e => e.Id));
    }

    [Fact]
    public async Task Whoever_follows_the_audit_log_waits_for_more_until_he_is_canceled()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var seen = new ConcurrentQueue<string>();
        var following = FollowAsync();
        await Waiting.UntilAsync(() => Task.FromResult(seen.Count == 2), "what was there is seen");

        await host.WithAsync<IWorkspaceService, Workspace>(w => w.SuspendAsync(workspace.Id, cancellationToken: Token));
        await Waiting.UntilAsync(() => Task.FromResult(seen.Count == 3), "what came is seen");
        await stop.CancelAsync();

        await FluentActions.Awaiting(() => following).Should().ThrowAsync<OperationCanceledException>();
        seen.Should().Equal("workspace.created", "workspace.provisioned", "workspace.suspended");

        Task<bool> FollowAsync() => host.WithAsync<IAuditLog, bool>(async audit =>
        {
            await foreach (var entry in audit.FollowAsync(lag: TimeSpan.Zero, cancellationToken: stop.Token))
            {
                seen.Enqueue(entry.Action);
            }

            return true;
        });
    }

    [Fact]
    public async Task An_entry_that_is_committed_late_is_given_in_its_turn()
    {
        var clock = new ManualClock();
        await using var host = await StartAsync(clock);
        await WriteAsync(host, "first");
        clock.Advance(TimeSpan.FromSeconds(10));

        // Written now, in a transaction that stays open; entries that come after it are committed before it.
        await WriteAsync(host, "late");
        var late = await host.WithAsync<MasterDbContext, AuditEntry>(
            m => m.AuditLog.AsNoTracking().SingleAsync(e => e.Action == "late", Token));
        await host.WithAsync<MasterDbContext, int>(m => m.AuditLog.Where(e => e.Id == late.Id).ExecuteDeleteAsync(Token));
        clock.Advance(TimeSpan.FromSeconds(10));
        await WriteAsync(host, "after");
        clock.Advance(TimeSpan.FromSeconds(45));
        var position = (await TakeAsync(host, after: null, 1, lag: null)).Single().Position;

        await WriteAsync(host, "late");
        await host.WithAsync<MasterDbContext, int>(
            m => m.AuditLog.Where(e => e.Action == "late")
                .ExecuteUpdateAsync(set => set.SetProperty(e => e.OccurredUtc, late.OccurredUtc), Token));
        clock.Advance(TimeSpan.FromMinutes(1));

        (await TakeAsync(host, position, 2, lag: null)).Select(e => e.Action).Should().Equal("late", "after");
    }

    [Fact]
    public async Task How_far_behind_the_audit_log_is_followed_has_limits()
    {
        await using var host = await StartAsync();
        await host.WithAsync<IAuditLog, bool>(audit =>
        {
            FluentActions.Invoking(() => audit.FollowAsync(lag: TimeSpan.FromTicks(-1))).Should().Throw<ArgumentOutOfRangeException>();
            FluentActions.Invoking(() => audit.FollowAsync(lag: TimeSpan.FromDays(1.1))).Should().Throw<ArgumentOutOfRangeException>();
            return Task.FromResult(true);
        });
    }

    private static Task<AuditEntry> WriteAsync(TestHost host, string action)
        => host.WithAsync<IAuditLog, AuditEntry>(audit => audit.WriteAsync(new NewAuditEntry(action, "Test", "1"), Token));

    private static Task<List<AuditEntry>> TakeAsync(TestHost host, string? after, int count)
        => TakeAsync(host, after, count, TimeSpan.Zero);

    private static Task<List<AuditEntry>> TakeAsync(TestHost host, string? after, int count, TimeSpan? lag)
        => host.WithAsync<IAuditLog, List<AuditEntry>>(
            async audit => await audit.FollowAsync(after, lag, Token).Take(count).ToListAsync(Token));

    private Task<TestHost> StartObservedAsync<TContext>(params IWorkspaceObserver[] observers)
        where TContext : DbContext
        => StartObservedAsync<TContext>(observers, configure: null);

    private async Task<TestHost> StartObservedAsync<TContext>(IWorkspaceObserver[] observers, Action<TenancyBuilder>? configure)
        where TContext : DbContext
    {
        var host = TestHost.Create<TContext>(
            Server.CreateDatabase(),
            tenancy =>
            {
                tenancy.Configure(options => options.DeletionGrace = TimeSpan.FromDays(1));
                configure?.Invoke(tenancy);
            },
            Mode,
            addServices: services => observers.ToList().ForEach(o => services.AddSingleton(o)));
        await host.Migrator.MigrateMasterAsync(cancellationToken: Token);
        return host;
    }

    private sealed class RecordingObserver : IWorkspaceObserver
    {
        public ConcurrentQueue<string> Told { get; } = [];

        public ConcurrentQueue<string> Slugs { get; } = [];

        public Exception? Error { get; init; }

        /// <summary>Another process, which sees only what is committed.</summary>
        public TestHost? Other { get; set; }

        public Task CreatedAsync(Workspace workspace, CancellationToken cancellationToken) => NoteAsync("created", workspace);

        public Task MigratedAsync(Workspace workspace, CancellationToken cancellationToken) => NoteAsync("migrated", workspace);

        public Task SuspendedAsync(Workspace workspace, CancellationToken cancellationToken) => NoteAsync("suspended", workspace);

        public Task ResumedAsync(Workspace workspace, CancellationToken cancellationToken) => NoteAsync("resumed", workspace);

        public Task ArchivedAsync(Workspace workspace, CancellationToken cancellationToken) => NoteAsync("archived", workspace);

        public Task DeletedAsync(Workspace workspace, CancellationToken cancellationToken) => NoteAsync("deleted", workspace);

        public Task RestoredAsync(Workspace workspace, CancellationToken cancellationToken) => NoteAsync("restored", workspace);

        public Task PurgedAsync(Workspace workspace, CancellationToken cancellationToken) => NoteAsync("purged", workspace);

        private async Task NoteAsync(string what, Workspace workspace)
        {
            var seen = Other is null
                ? workspace.Status
                : await Other.WithAsync<MasterDbContext, WorkspaceStatus>(
                    m => m.Workspaces.Where(w => w.Id == workspace.Id).Select(w => w.Status).SingleAsync(Token));
            Told.Enqueue($"{what} {workspace.Status} (seen {seen})");
            Slugs.Enqueue(workspace.Slug);
            if (Error is not null)
            {
                throw Error;
            }
        }
    }
}
