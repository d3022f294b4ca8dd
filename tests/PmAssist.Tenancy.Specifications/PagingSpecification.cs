using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy.Internal;
using PmAssist.Tenancy.Providers;

namespace PmAssist.Tenancy.Specifications;

/// <summary>No call reads the whole catalogue at once, and no page leaves anything out.</summary>
public abstract class PagingSpecification(ITestServer server) : Specification(server)
{
    [Fact]
    public async Task Workspaces_are_listed_page_by_page()
    {
        await using var host = await StartAsync(tenancy => tenancy.Configure(options => options.DeletionGrace = TimeSpan.FromDays(1)));
        var slugs = Enumerable.Range(0, 7).Select(i => $"page-{i}").ToList();
        foreach (var slug in slugs)
        {
            await host.CreateWorkspaceAsync(slug, slug: slug);
        }

        (await SlugsAsync(host, filter: null, take: 3)).Should().Equal(slugs);
        (await SlugsAsync(host, filter: null, take: 7)).Should().Equal(slugs);
        (await ListAsync(host, new WorkspaceFilter(), 3, after: "page-4")).Select(w => w.Slug).Should().Equal("page-5", "page-6");

        var deleted = (await ListAsync(host, new WorkspaceFilter(), 1, after: null)).Single();
        await host.WithAsync<IWorkspaceService, Workspace>(w => w.DeleteAsync(deleted.Id, cancellationToken: Token));
        (await SlugsAsync(host, filter: null, take: 3)).Should().Equal(slugs.Skip(1), "what is being deleted is asked for by its state");
        (await SlugsAsync(host, new WorkspaceFilter { Status = WorkspaceStatus.Deleting }, take: 3)).Should().Equal("page-0");
    }

    [Fact]
    public async Task A_filter_may_have_a_state_a_name_a_member_a_property_and_an_error_at_once()
    {
        await using var host = await StartAsync();
        for (var i = 0; i < 8; i++)
        {
            var workspace = await host.CreateWorkspaceAsync($"{(i % 2 == 0 ? "NORTH" : "South")} 100%_{i}", slug: $"filter-{i}");
            await host.WithAsync<IWorkspaceService, bool>(async w =>
            {
                await w.ChangePropertiesAsync(
                    workspace.Id, new Dictionary<string, object?> { ["plan"] = i % 3 == 0 ? "pro" : "free" }, cancellationToken: Token);
                _ = i < 6 ? await w.SuspendAsync(workspace.Id, cancellationToken: Token) : workspace;
                return true;
            });
            if (i != 2)
            {
                await host.WithAsync<IWorkspaceMemberService, WorkspaceMember>(
                    m => m.AddAsync(workspace.Id, "grace", WorkspaceRole.Member, cancellationToken: Token));
            }
        }

        await host.WithAsync<MasterDbContext, int>(
            m => m.Workspaces.Where(w => w.Slug == "filter-4")
                .ExecuteUpdateAsync(set => set.SetProperty(w => w.LastError, "It failed."), Token));

        (await SlugsAsync(host, new WorkspaceFilter { Status = WorkspaceStatus.Suspended }, 4)).Should().HaveCount(6);
        (await SlugsAsync(host, new WorkspaceFilter { Name = "north 100%_" }, 3))
            .Should().Equal("filter-0", "filter-2", "filter-4", "filter-6");
        (await SlugsAsync(host, new WorkspaceFilter { Name = "100x" }, 3)).Should().BeEmpty("no character stands for another");
        (await SlugsAsync(host, new WorkspaceFilter { MemberId = "grace" }, 3)).Should().HaveCount(7).And.NotContain("filter-2");
        (await SlugsAsync(host, new WorkspaceFilter { Property = ("plan", "free") }, 2))
            .Should().Equal("filter-1", "filter-2", "filter-4", "filter-5", "filter-7");
        (await SlugsAsync(host, new WorkspaceFilter { HasError = true }, 3)).Should().Equal("filter-4");
        var all = new WorkspaceFilter
        {
            Status = WorkspaceStatus.Suspended,
            Name = "North",
            MemberId = "grace",
            Property = ("plan", "free"),
            HasError = true
        };
        (await SlugsAsync(host, all, 3)).Should().Equal("filter-4");
    }

    [Theory]
    [InlineData("Ärger & Söhne", "Ärger")]
    [InlineData("ЗАВОД", "ЗАВОД")]
    [InlineData("İstanbul", "İ")]
    public async Task A_name_is_found_as_it_is_whatever_letters_the_database_knows(string name, string wanted)
    {
        await using var host = await StartAsync();
        await host.CreateWorkspaceAsync(name, slug: "found");

        (await SlugsAsync(host, new WorkspaceFilter { Name = name }, 3)).Should().Equal("found");
        (await SlugsAsync(host, new WorkspaceFilter { Name = wanted }, 3)).Should().Equal("found");
    }

    [Fact]
    public async Task Members_are_listed_page_by_page()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        var users = Enumerable.Range(0, 7).Select(i => $"user-{i}").Prepend("ada").ToList();
        foreach (var user in users.Skip(1))
        {
            await host.WithAsync<IWorkspaceMemberService, WorkspaceMember>(
                m => m.AddAsync(workspace.Id, user, WorkspaceRole.Member, cancellationToken: Token));
        }

        var read = new List<string>();
        for (var count = 3; count == 3;)
        {
            var page = await host.WithAsync<IWorkspaceMemberService, IReadOnlyList<WorkspaceMember>>(
                m => m.ListAsync(workspace.Id, take: 3, read.LastOrDefault(), Token));
            read.AddRange(page.Select(m => m.UserId));
            count = page.Count;
        }

        read.Should().Equal(users);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    public async Task A_page_has_1_to_1000(int take)
    {
        await using var host = await StartAsync();
        await FluentActions.Awaiting(() => ListAsync(host, new WorkspaceFilter(), take, after: null))
            .Should().ThrowAsync<ArgumentOutOfRangeException>();
        await FluentActions.Awaiting(() => host.WithAsync<IWorkspaceMemberService, IReadOnlyList<WorkspaceMember>>(
            m => m.ListAsync(Guid.NewGuid(), take, cancellationToken: Token))).Should().ThrowAsync<ArgumentOutOfRangeException>();
    }

    [Fact]
    public async Task A_status_and_a_run_reach_every_workspace_of_a_large_fleet()
    {
        const int Failed = 1100;
        const int Behind = 1300;
        const int There = WorkspaceFleetStatus.MaxListed + 5;
        await using var host = await StartAsync();
        await host.CreateWorkspaceAsync();
        var there = (await AddRowsAsync(host, Behind, lastError: null)).Order().Take(There).ToList();
        await AddRowsAsync(host, Failed, "It failed.");
        foreach (var id in there)
        {
            await CreateSchemaAsync(host, WorkspaceSchema.For(id));
        }

        var status = await host.Migrator.GetStatusAsync(Token);
        (status.CurrentCount, status.BehindCount, status.AheadCount).Should().Be((1, There, 0));
        status.Behind.Should().HaveCount(WorkspaceFleetStatus.MaxListed)
            .And.OnlyHaveUniqueItems(w => w.Id).And.OnlyContain(w => there.Contains(w.Id));
        (status.FailedCount, status.Failed.Count).Should().Be((Failed, WorkspaceFleetStatus.MaxListed));
        status.Missing.Should().HaveCount(Behind + Failed - There, "they are rows alone");

        var report = await host.Migrator.RunAsync(
            new WorkspaceMigrationOptions { DryRun = true, MaxParallelism = 4 }, cancellationToken: Token);

        report.Results.Select(r => r.WorkspaceId).Should().OnlyHaveUniqueItems().And.HaveCount(Behind + Failed);
        report.Results.Should().OnlyContain(r => r.Outcome == WorkspaceMigrationOutcome.Planned);
    }

    /// <summary>Rows alone, of a migration that this build has left behind. They are saved at once, so all have the same time.</summary>
    private static Task<List<Guid>> AddRowsAsync(TestHost host, int count, string? lastError)
        => host.WithAsync<MasterDbContext, List<Guid>>(async m =>
        {
            var ids = new List<Guid>();
            for (var i = 0; i < count; i++)
            {
                var id = Guid.NewGuid();
                ids.Add(id);
                m.Add(new Workspace
                {
                    Id = id,
                    Name = "Row",
                    Slug = $"row-{id:N}",
                    DbSchemaName = WorkspaceSchema.For(id).Name,
                    Status = WorkspaceStatus.Active,
                    SchemaVersion = "20250101000000_Older",
                    SchemaFingerprint = new string('b', 64),
                    LastError = lastError,
                });
            }

            await m.SaveAsync(Token);
            return ids;
        });

    /// <summary>An empty one.</summary>
    private static Task<bool> CreateSchemaAsync(TestHost host, WorkspaceSchema schema)
        => host.Services.GetRequiredService<ISchemaSessions>().InWorkspaceAsync(
            schema,
            new SchemaSessionOptions(mayBeMissing: true),
            async (session, token) =>
            {
                var work = SchemaWork.On(session, schema);
                await SchemaUpdater.CreateSchemaAsync(work, host.Services.GetRequiredService<MigrationSet>().Scripts, token);
                await work.CompleteAsync(token);
                return true;
            },
            Token);

    private static Task<IReadOnlyList<Workspace>> ListAsync(TestHost host, WorkspaceFilter filter, int take, string? after)
        => host.WithAsync<IWorkspaceService, IReadOnlyList<Workspace>>(w => w.ListAsync(filter, take, after, Token));

    private static async Task<List<string>> SlugsAsync(TestHost host, WorkspaceFilter? filter, int take)
    {
        var slugs = new List<string>();
        for (var count = take; count == take;)
        {
            var page = await host.WithAsync<IWorkspaceService, IReadOnlyList<Workspace>>(
                w => w.ListAsync(filter, take, slugs.LastOrDefault(), Token));
            slugs.AddRange(page.Select(w => w.Slug));
            count = page.Count;
        }

        return slugs;
    }
}
