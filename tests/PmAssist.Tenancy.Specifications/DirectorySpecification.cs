using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.Specifications;

/// <summary>
/// Finding workspaces, and what a user may do there, for somebody outside: by id or slug, cached alike and forgotten alike.
/// </summary>
public abstract class DirectorySpecification(ITestServer server) : Specification(server)
{
    private const string Ada = "ada";

    [Fact]
    public async Task A_workspace_and_a_role_are_found_by_id_and_by_slug()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync(slug: "northwind");
        var directory = Directory(host);

        var byId = await directory.FindAsync(workspace.Id, Ada, Token);
        var bySlug = await directory.FindBySlugAsync("northwind", Ada, Token);

        foreach (var found in new[] { byId, bySlug })
        {
            (found!.Value.Id, found.Value.Slug, found.Value.Status, found.Value.Role)
                .Should().Be((workspace.Id, "northwind", WorkspaceStatus.Active, WorkspaceRole.Owner));
        }

        (await directory.FindBySlugAsync("northwind", userId: null, Token))!.Value.Role.Should().BeNull();
        (await directory.FindBySlugAsync("northwind", "grace", Token))!.Value.Role.Should().BeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("Northwind")]
    [InlineData("northwind ")]
    [InlineData("northwind\0")]
    [InlineData("nоrthwind")]
    [InlineData("..")]
    [InlineData("%")]
    [InlineData("other")]
    public async Task What_is_no_slug_is_nobodys(string slug)
    {
        await using var host = await StartAsync();
        await host.CreateWorkspaceAsync(slug: "northwind");
        (await Directory(host).FindBySlugAsync(slug, Ada, Token)).Should().BeNull();
    }

    /// <summary>On SQL Server a database's collation ignores case and trailing spaces.</summary>
    [Theory]
    [InlineData("ADA")]
    [InlineData("ada ")]
    [InlineData("ada\0")]
    [InlineData(" ")]
    [InlineData("adа")]
    public async Task Whose_id_is_not_exactly_a_members_is_none(string userId)
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        var directory = Directory(host);

        (await directory.FindAsync(workspace.Id, userId, Token))!.Value.Role.Should().BeNull();
        (await directory.FindAsync(workspace.Id, new string('a', 1000), Token))!.Value.Role.Should().BeNull();
    }

    [Fact]
    public async Task What_was_found_needs_no_query()
    {
        var queries = new QueryCounter();
        await using var host = await StartAsync(tenancy => tenancy.ConfigureMaster((_, options) => options.AddInterceptors(queries)));
        var workspace = await host.CreateWorkspaceAsync(slug: "northwind");
        var directory = Directory(host);
        foreach (var user in (string?[])[Ada, "grace", null])
        {
            await directory.FindBySlugAsync("northwind", user, Token);
        }

        // What is missing is remembered as it was asked, or else an id would tell whose slug it belongs to.
        await directory.FindAsync(workspace.Id, "grace", Token);
        await directory.FindBySlugAsync("nobody", Ada, Token);
        var before = queries.Count;

        for (var i = 0; i < 3; i++)
        {
            foreach (var user in (string?[])[Ada, "grace", null])
            {
                directory.FindBySlugAsync("northwind", user, Token).AsTask().IsCompletedSuccessfully
                    .Should().BeTrue("nothing is waited for");
                directory.FindAsync(workspace.Id, user, Token).AsTask().IsCompletedSuccessfully.Should().BeTrue("the row is one");
            }

            (await directory.FindBySlugAsync("nobody", Ada, Token)).Should().BeNull();
            await (await host.RentAsync(workspace)).DisposeAsync();
        }

        (queries.Count - before).Should().Be(0);
    }

    [Fact]
    public async Task An_unknown_name_costs_as_many_queries_as_a_workspace_of_others()
    {
        var queries = new QueryCounter();
        await using var host = await StartAsync(tenancy => tenancy.ConfigureMaster((_, options) => options.AddInterceptors(queries)));
        await host.CreateWorkspaceAsync(slug: "northwind");
        var directory = Directory(host);

        var before = queries.Count;
        (await directory.FindBySlugAsync("northwind", "grace", Token))!.Value.Role.Should().BeNull();
        var others = queries.Count - before;
        before = queries.Count;
        (await directory.FindBySlugAsync("nobody", "grace", Token)).Should().BeNull();

        (queries.Count - before).Should().Be(others);
    }

    [Fact]
    public async Task A_role_that_is_taken_away_counts_no_more_at_once()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync(slug: "northwind");
        var directory = Directory(host);
        await WithMembersAsync(host, members => members.AddAsync(workspace.Id, "grace", WorkspaceRole.Admin, cancellationToken: Token));
        (await RoleAsync("grace")).Should().Be(WorkspaceRole.Admin);

        await WithMembersAsync(
            host, members => members.ChangeRoleAsync(workspace.Id, "grace", WorkspaceRole.Viewer, cancellationToken: Token));
        (await RoleAsync("grace")).Should().Be(WorkspaceRole.Viewer);

        await WithMembersAsync(host, members => members.RemoveAsync(workspace.Id, "grace", cancellationToken: Token));
        (await RoleAsync("grace")).Should().BeNull();

        await WithMembersAsync(host, members => members.AddAsync(workspace.Id, "grace", WorkspaceRole.Member, cancellationToken: Token));
        (await RoleAsync("grace")).Should().Be(WorkspaceRole.Member, "that she was no member is forgotten too");
        (await RoleAsync(Ada)).Should().Be(WorkspaceRole.Owner);

        async Task<WorkspaceRole?> RoleAsync(string user) => (await directory.FindBySlugAsync("northwind", user, Token))!.Value.Role;
    }

    [Fact]
    public async Task Another_processs_changes_are_seen_within_the_stated_time()
    {
        var clock = new ManualClock();
        await using var host = await StartAsync(clock);
        await using var other = host.Another();
        var workspace = await host.CreateWorkspaceAsync(slug: "northwind");
        await WithMembersAsync(host, members => members.AddAsync(workspace.Id, "grace", WorkspaceRole.Admin, cancellationToken: Token));
        var directory = Directory(host);
        await directory.FindBySlugAsync("northwind", "grace", Token);

        await WithMembersAsync(other, members => members.RemoveAsync(workspace.Id, "grace", cancellationToken: Token));
        await other.WithAsync<IWorkspaceService, Workspace>(w => w.ChangeSlugAsync(workspace.Id, "eastwind", cancellationToken: Token));
        (await directory.FindBySlugAsync("northwind", "grace", Token))!.Value.Role
            .Should().Be(WorkspaceRole.Admin, "nobody told this process");

        clock.Advance(TimeSpan.FromSeconds(30));
        (await directory.FindBySlugAsync("northwind", "grace", Token)).Should().BeNull();
        (await directory.FindBySlugAsync("eastwind", "grace", Token))!.Value.Role.Should().BeNull();
    }

    [Fact]
    public async Task A_slug_follows_its_workspace_at_once()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync(slug: "northwind");
        var directory = Directory(host);
        await directory.FindBySlugAsync("northwind", Ada, Token);
        (await directory.FindBySlugAsync("eastwind", Ada, Token)).Should().BeNull();

        await host.WithAsync<IWorkspaceService, Workspace>(w => w.ChangeSlugAsync(workspace.Id, "eastwind", cancellationToken: Token));
        (await directory.FindBySlugAsync("northwind", Ada, Token)).Should().BeNull();
        (await directory.FindBySlugAsync("eastwind", Ada, Token))!.Value.Id.Should().Be(workspace.Id);

        var second = await host.CreateWorkspaceAsync(slug: "northwind");
        (await directory.FindBySlugAsync("northwind", Ada, Token))!.Value.Id.Should().Be(second.Id);

        await host.WithAsync<IWorkspaceService, bool>(async w =>
        {
            await w.DeleteAsync(second.Id, cancellationToken: Token);
            return true;
        });
        (await directory.FindBySlugAsync("northwind", Ada, Token)).Should().BeNull();
        (await directory.FindAsync(second.Id, Ada, Token)).Should().BeNull();
    }

    [Fact]
    public async Task A_thousand_unknown_names_are_a_few_queries_and_evict_nothing()
    {
        var queries = new QueryCounter();
        await using var host = await StartAsync(tenancy => tenancy
            .ConfigureMaster((_, options) => options.AddInterceptors(queries))
            .Configure(options => options.CatalogueCacheSize = 10));
        var workspace = await host.CreateWorkspaceAsync(slug: "northwind");
        var directory = Directory(host);
        await directory.FindBySlugAsync("northwind", Ada, Token);
        var before = queries.Count;

        var found = await Task.WhenAll(Enumerable.Range(0, 1000).Select(
            i => directory.FindBySlugAsync($"guess-{i}", Ada, Token).AsTask()).Concat(Enumerable.Range(0, 1000).Select(
            _ => directory.FindAsync(Guid.NewGuid(), Ada, Token).AsTask())));

        found.Should().OnlyContain(f => f == null);
        (queries.Count - before).Should().BeLessThan(80, "2,000 names are 20 batches of at most three queries");
        before = queries.Count;
        (await directory.FindBySlugAsync("northwind", Ada, Token))!.Value.Id.Should().Be(workspace.Id);
        (queries.Count - before).Should().Be(0);
    }

    [Fact]
    public async Task Look_ups_of_many_are_answered_each_with_its_own()
    {
        await using var host = await StartAsync(tenancy => tenancy.Configure(options => options.CatalogueCacheDuration = TimeSpan.Zero));
        var workspaces = new List<Workspace>();
        for (var i = 0; i < 5; i++)
        {
            workspaces.Add(await host.CreateWorkspaceAsync(slug: $"customer-{i}"));
            await WithMembersAsync(
                host, members => members.AddAsync(workspaces[i].Id, $"user-{i}", WorkspaceRole.Member, cancellationToken: Token));
        }

        var directory = Directory(host);
        var asked = Enumerable.Range(0, 200).Select(i => (Workspace: i % 5, User: i / 5 % 5, BySlug: i % 2 == 0)).ToList();
        var found = await Task.WhenAll(asked.Select(a => a.BySlug
            ? directory.FindBySlugAsync($"customer-{a.Workspace}", $"user-{a.User}", Token).AsTask()
            : directory.FindAsync(workspaces[a.Workspace].Id, $"user-{a.User}", Token).AsTask()));

        for (var i = 0; i < asked.Count; i++)
        {
            found[i]!.Value.Id.Should().Be(workspaces[asked[i].Workspace].Id);
            found[i]!.Value.Role.Should().Be(asked[i].Workspace == asked[i].User ? WorkspaceRole.Member : null);
        }
    }

    [Fact]
    public async Task A_scope_enters_what_was_found_without_another_look()
    {
        var queries = new QueryCounter();
        await using var host = await StartAsync(tenancy => tenancy.ConfigureMaster((_, options) => options.AddInterceptors(queries)));
        var workspace = await host.CreateWorkspaceAsync(slug: "northwind");
        var other = await host.CreateWorkspaceAsync();
        var directory = Directory(host);
        var listing = (await directory.FindBySlugAsync("northwind", Ada, Token))!.Value;
        var before = queries.Count;

        await using var scope = host.Services.CreateAsyncScope();
        var accessor = scope.ServiceProvider.GetRequiredService<IWorkspaceAccessor>();
        accessor.Enter(await directory.AdmitAsync(listing, Token));
        accessor.Enter(listing);
        accessor.Current.Should().BeEquivalentTo(workspace).And.BeSameAs(accessor.Current);
        (await scope.ServiceProvider.GetRequiredService<SpecDbContext>().Integrations.CountAsync(Token)).Should().Be(0);
        (queries.Count - before).Should().Be(0);

        var second = (await directory.FindAsync(other.Id, Ada, Token))!.Value;
        accessor.Invoking(a => a.Enter(second)).Should().Throw<InvalidOperationException>();
        accessor.Invoking(a => a.Enter(default)).Should().Throw<ArgumentException>();
    }

    [Fact]
    public async Task A_suspended_workspace_is_found_and_not_entered()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await host.WithAsync<IWorkspaceService, Workspace>(w => w.SuspendAsync(workspace.Id, cancellationToken: Token));

        var listing = (await Directory(host).FindAsync(workspace.Id, Ada, Token))!.Value;
        listing.Status.Should().Be(WorkspaceStatus.Suspended);
        await using var scope = host.Services.CreateAsyncScope();
        var accessor = scope.ServiceProvider.GetRequiredService<IWorkspaceAccessor>();
        accessor.Invoking(a => a.Enter(listing)).Should().Throw<WorkspaceUnavailableException>()
            .Which.Status.Should().Be(WorkspaceStatus.Suspended);
        await FluentActions.Awaiting(() => Directory(host).AdmitAsync(listing, Token).AsTask())
            .Should().ThrowAsync<WorkspaceUnavailableException>();
        accessor.Current.Should().BeNull();
    }

    private static IWorkspaceDirectory Directory(TestHost host) => host.Services.GetRequiredService<IWorkspaceDirectory>();

    private static Task<T> WithMembersAsync<T>(TestHost host, Func<IWorkspaceMemberService, Task<T>> run)
        => host.WithAsync<IWorkspaceMemberService, T>(run);

    /// <summary>Counts what the master is asked.</summary>
    private sealed class QueryCounter : DbCommandInterceptor
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _count);
            return new(result);
        }
    }
}
