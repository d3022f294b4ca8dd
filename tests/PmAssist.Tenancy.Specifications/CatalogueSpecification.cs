using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy.Internal;

namespace PmAssist.Tenancy.Specifications;

/// <summary>How often the catalogue is read on the way to a context, and who sees whose changes when.</summary>
public abstract class CatalogueSpecification(ITestServer server) : Specification(server)
{
    [Fact]
    public async Task A_workspace_is_looked_up_once_whichever_way_it_is_entered()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        var before = LookUps(host);

        for (var i = 0; i < 3; i++)
        {
            await (await host.RentAsync(workspace)).DisposeAsync();
            await using var scope = await host.Scopes.CreateScopeAsync(workspace.Id, Token);
            scope.Workspace.Should().BeEquivalentTo(workspace);
        }

        (LookUps(host) - before).Should().Be(1);
    }

    [Fact]
    public async Task A_known_workspace_is_rented_at_once()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await (await host.RentAsync(workspace)).DisposeAsync();

        var rented = host.RentAsync(workspace);

        rented.IsCompletedSuccessfully.Should().BeTrue("nothing is waited for");
        await (await rented).DisposeAsync();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await FluentActions.Awaiting(() => host.Contexts.RentAsync(workspace.Id, cancelled.Token))
            .Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task Many_who_ask_at_once_cause_one_look_up()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        var before = LookUps(host);

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(
            async () => await (await host.RentAsync(workspace)).DisposeAsync(), Token)));

        (LookUps(host) - before).Should().Be(1);
    }

    [Fact]
    public async Task A_change_through_the_library_is_seen_at_once()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await using var services = host.Services.CreateAsyncScope();
        var workspaces = services.ServiceProvider.GetRequiredService<IWorkspaceService>();

        await EnterAsync(host, workspace.Id);
        await workspaces.RenameAsync(workspace.Id, "Renamed", cancellationToken: Token);
        (await EnterAsync(host, workspace.Id)).Name.Should().Be("Renamed");

        await workspaces.TouchAsync(workspace.Id, Token);
        (await EnterAsync(host, workspace.Id)).LastSeenUtc
            .Should().Be((await workspaces.GetAsync(workspace.Id, Token)).LastSeenUtc).And.NotBeNull();

        await workspaces.SuspendAsync(workspace.Id, cancellationToken: Token);
        await FluentActions.Awaiting(() => EnterAsync(host, workspace.Id)).Should().ThrowAsync<WorkspaceUnavailableException>();
        await workspaces.ResumeAsync(workspace.Id, cancellationToken: Token);
        await EnterAsync(host, workspace.Id);

        await workspaces.DeleteAsync(workspace.Id, cancellationToken: Token);
        await FluentActions.Awaiting(() => EnterAsync(host, workspace.Id))
            .Should().ThrowAsync<WorkspaceNotFoundException>().WithMessage("*was deleted*");
    }

    [Fact]
    public async Task A_migration_and_a_correction_of_the_catalogue_are_seen_at_once()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await using var next = host.Another<SpecDbContextV2>();
        await (await next.RentAsync<SpecDbContextV2>(workspace)).DisposeAsync();
        var before = await EnterAsync(next, workspace.Id);

        await next.Migrator.RunAsync(cancellationToken: Token);
        var migrated = await EnterAsync(next, workspace.Id);
        migrated.SchemaVersion.Should().NotBe(before.SchemaVersion);
        migrated.Should().BeEquivalentTo(await next.GetWorkspaceAsync(workspace.Id));

        await SetVersionAsync(host, workspace.Id, "wrong");
        (await next.Migrator.VerifyAsync(Token)).Repaired.Should().ContainSingle();
        (await EnterAsync(next, workspace.Id)).Should().BeEquivalentTo(await next.GetWorkspaceAsync(workspace.Id));
    }

    [Fact]
    public async Task A_row_that_is_read_just_before_a_migration_commits_is_not_kept()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        var during = new List<string?>();
        TestHost? migrating = null;
        await using var next = host.Another<SpecDbContextV2>(t => t.ConfigureContext((_, options) => options.UseAsyncSeeding(
            async (_, _, _) => during.Add((await EnterAsync(migrating!, workspace.Id)).SchemaVersion))));
        migrating = next;

        await next.Migrator.MigrateAsync(workspace.Id, cancellationToken: Token);

        during.Should().Contain(workspace.SchemaVersion, "others still see the old row");
        (await EnterAsync(next, workspace.Id)).SchemaVersion.Should().NotBe(workspace.SchemaVersion);
    }

    [Fact]
    public async Task A_save_is_seen_after_its_commit()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync("Before");
        await EnterAsync(host, workspace.Id);

        await host.WithAsync<MasterDbContext, int>(async master =>
        {
            await RenameAsync(master, workspace.Id, "Saved");
            (await EnterAsync(host, workspace.Id)).Name.Should().Be("Saved");
            return 0;
        });
        await host.WithAsync<MasterDbContext, int>(async master =>
        {
            await using var transaction = await master.Database.BeginTransactionAsync(Token);
            await RenameAsync(master, workspace.Id, "Committed");
            var elsewhere = Task.Run(() => EnterAsync(host, workspace.Id), Token);
            await Task.WhenAny(
                elsewhere,
                host.Database.ReadersPassWriters ? elsewhere : host.Database.WaitUntilAwaitedAsync(master.Database.GetDbConnection()));
            if (host.Database.ReadersPassWriters || elsewhere.IsCompleted)
            {
                (await elsewhere).Name.Should().Be("Saved", "others do not see what is not committed");
            }

            await transaction.CommitAsync(Token);
            await elsewhere;
            (await EnterAsync(host, workspace.Id)).Name.Should().Be("Committed");
            return 0;
        });
    }

    [Fact]
    public async Task Another_processs_change_is_seen_within_the_stated_time()
    {
        var clock = new ManualClock();
        await using var host = await StartAsync(clock);
        var workspace = await host.CreateWorkspaceAsync();
        await EnterAsync(host, workspace.Id);
        await using var other = host.Another();
        await other.WithAsync<IWorkspaceService, Workspace>(w => w.SuspendAsync(workspace.Id, cancellationToken: Token));

        clock.Advance(TimeSpan.FromSeconds(29));
        await EnterAsync(host, workspace.Id);
        (await host.GetWorkspaceAsync(workspace.Id)).Status.Should().Be(WorkspaceStatus.Suspended, "GetAsync says the truth");

        clock.Advance(TimeSpan.FromSeconds(1));
        await FluentActions.Awaiting(() => EnterAsync(host, workspace.Id)).Should().ThrowAsync<WorkspaceUnavailableException>();
    }

    [Fact]
    public async Task Without_a_duration_another_processs_change_is_seen_at_once()
    {
        await using var host = await StartAsync(tenancy => tenancy.Configure(o => o.CatalogueCacheDuration = TimeSpan.Zero));
        var workspace = await host.CreateWorkspaceAsync();
        await EnterAsync(host, workspace.Id);
        await using var other = host.Another();
        await other.WithAsync<IWorkspaceService, Workspace>(w => w.SuspendAsync(workspace.Id, cancellationToken: Token));

        await FluentActions.Awaiting(() => EnterAsync(host, workspace.Id)).Should().ThrowAsync<WorkspaceUnavailableException>();
    }

    [Fact]
    public async Task An_unknown_id_is_looked_up_once_until_it_is_made()
    {
        var clock = new ManualClock();
        await using var host = await StartAsync(clock);
        var (mine, others) = (Guid.NewGuid(), Guid.NewGuid());
        var before = LookUps(host);
        for (var i = 0; i < 3; i++)
        {
            await Unknown(mine);
            await Unknown(others);
        }

        (LookUps(host) - before).Should().Be(2);
        await host.CreateWorkspaceAsync(id: mine);
        await EnterAsync(host, mine);

        await using var other = host.Another();
        await other.CreateWorkspaceAsync(id: others);
        await Unknown(others);
        clock.Advance(TimeSpan.FromSeconds(5));
        await EnterAsync(host, others);

        async Task Unknown(Guid id)
            => await FluentActions.Awaiting(() => EnterAsync(host, id))
                .Should().ThrowAsync<WorkspaceNotFoundException>().WithMessage($"*no workspace {id}*");
    }

    [Fact]
    public async Task What_one_caller_does_to_a_workspace_no_other_sees()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        var mine = await EnterAsync(host, workspace.Id);
        (mine.CreatedUtc, mine.UpdatedUtc, mine.Version) = (default, default, 99);

        (await EnterAsync(host, workspace.Id)).Should().BeEquivalentTo(workspace);
    }

    [Fact]
    public async Task A_workspace_that_another_process_has_migrated_meanwhile_is_not_migrated_again()
    {
        await using var host = await StartAsync();
        var behind = await host.CreateWorkspaceAsync();
        await using var next = host.Another<SpecDbContextV2>(t => t.Configure(o => o.OutdatedWorkspace = OutdatedWorkspacePolicy.Migrate));
        await using var faster = host.Another<SpecDbContextV2>();
        await faster.Migrator.RunAsync(cancellationToken: Token);

        // As if it had been looked up a moment before.
        await next.Services.GetRequiredService<CatalogueCache>().LoadAsync(behind.Id, (_, _) => Task.FromResult<Workspace?>(behind), Token);

        await (await next.RentAsync<SpecDbContextV2>(behind)).DisposeAsync();
        var prepared = await next.Services.GetRequiredService<WorkspaceGate>().PrepareAsync(behind, Token);

        prepared.SchemaVersion.Should().NotBe(behind.SchemaVersion);
        next.Log.Messages.Should().NotContain(m => m.Contains("went from version", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_workspace_that_is_behind_is_migrated_and_then_known_as_it_is()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await using var next = host.Another<SpecDbContextV2>(t => t.Configure(o => o.OutdatedWorkspace = OutdatedWorkspacePolicy.Migrate));

        await (await next.RentAsync<SpecDbContextV2>(workspace)).DisposeAsync();
        var before = LookUps(next);
        await (await next.RentAsync<SpecDbContextV2>(workspace)).DisposeAsync();

        LookUps(next).Should().Be(before);
        next.Log.Messages.Count(m => m.Contains("went from version", StringComparison.Ordinal)).Should().Be(1);
    }

    /// <summary>The queries that read whole rows of the catalogue.</summary>
    private static int LookUps(TestHost host)
        => host.Log.Messages.Count(m => m.StartsWith("Executed DbCommand", StringComparison.Ordinal)
            && m.Contains("SELECT", StringComparison.Ordinal) && m.Contains("schema_fingerprint", StringComparison.Ordinal));

    private static async Task<Workspace> EnterAsync(TestHost host, Guid id)
    {
        await using var scope = await host.Scopes.CreateScopeAsync(id, Token);
        return scope.Workspace;
    }

    private static async Task RenameAsync(MasterDbContext master, Guid id, string name)
    {
        var row = await master.Workspaces.SingleAsync(w => w.Id == id, Token);
        master.Entry(row).Property(w => w.Name).CurrentValue = name;
        await master.SaveAsync(Token);
    }

    private static Task<int> SetVersionAsync(TestHost host, Guid id, string version)
        => host.WithAsync<MasterDbContext, int>(master => master.Workspaces.Where(w => w.Id == id).ExecuteUpdateAsync(
            set => set.SetProperty(w => w.SchemaVersion, version), Token));
}
