using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Snippets;

namespace PmAssist.Tenancy.Docs.Tests;

/// <summary>The snippets that need nothing but files do what their pages say.</summary>
public sealed class SnippetRunTests : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("pmassist-docs-").FullName;
    private readonly ServiceProvider _services;

    public SnippetRunTests()
        => _services = new ServiceCollection()
            .AddPmAssistTenancy(tenancy => Lifecycle.Seed(tenancy.UseSqlite(_directory)))
            .BuildServiceProvider(validateScopes: true);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
        => await _services.GetRequiredService<IWorkspaceMigrator>().MigrateMasterAsync(cancellationToken: Token);

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task The_life_of_a_workspace()
    {
        var id = Guid.NewGuid();
        await using var scope = _services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var audit = services.GetRequiredService<IAuditLog>();

        await Lifecycle.RunAsync(
            services.GetRequiredService<IWorkspaceService>(), services.GetRequiredService<IWorkspaceMemberService>(), audit, id, Token);

        (await audit.ReadAsync(id, cancellationToken: Token)).Select(e => e.Action).Should().Equal(
            "workspace.deleted", "workspace.resumed", "workspace.suspended", "workspace.renamed", "member.added",
            "workspace.provisioned", "workspace.created");
    }

    [Fact]
    public async Task The_end_of_a_workspace()
    {
        var workspace = await CreateAsync();
        await using var scope = _services.CreateAsyncScope();
        var workspaces = scope.ServiceProvider.GetRequiredService<IWorkspaceService>();

        await Lifecycle.SwitchOffAsync(workspaces, workspace.Id, Token);
        (await workspaces.GetAsync(workspace.Id, Token)).Status.Should().Be(WorkspaceStatus.Archived);
        await Deletion.DeleteAndRestoreAsync(workspaces, workspace.Id, Token);
        (await workspaces.GetAsync(workspace.Id, Token)).Status.Should().Be(WorkspaceStatus.Archived);
        await workspaces.DeleteAsync(workspace.Id, cancellationToken: Token);
        await Deletion.PurgeWithReportsAsync(workspaces, workspace.Id, Token);
        await Deletion.PurgeAsync(workspaces, workspace.Id, Token);
        await FluentActions.Awaiting(() => workspaces.GetAsync(workspace.Id, Token)).Should().ThrowAsync<WorkspaceNotFoundException>();
    }

    [Fact]
    public async Task Contexts_of_one_workspace()
    {
        var workspace = await CreateAsync();
        await Contexts.ScopeAsync(_services.GetRequiredService<IWorkspaceScopeFactory>(), workspace.Id, Token);

        var contexts = _services.GetRequiredService<IWorkspaceContextFactory<WorkspaceDbContext>>();
        (await Contexts.CountAsync(contexts, [workspace], Token)).Should().Be(1);
        (await Contexts.ByHandAsync(_directory, workspace.Id, Token)).Should().Be(1);
        await using var lease = await contexts.RentAsync(workspace.Id, Token);
        (await lease.Context.Agents.SingleAsync(Token)).Name.Should().Be("Triage", "the seed ran");
        await Migrations.OneAsync(lease.Context, Token);
    }

    [Fact]
    public async Task A_call_with_an_id_may_be_repeated()
    {
        var id = Guid.NewGuid();
        await using var scope = _services.CreateAsyncScope();
        var workspaces = scope.ServiceProvider.GetRequiredService<IWorkspaceService>();
        var first = await Lifecycle.RetryAsync(workspaces, id, Token);
        (await Lifecycle.RetryAsync(workspaces, id, Token)).Should().BeEquivalentTo(first);
    }

    [Fact]
    public async Task A_run_over_all_workspaces()
    {
        await CreateAsync();
        var report = await Migrations.RunAsync(_services.GetRequiredService<IWorkspaceMigrator>(), Token);
        report.Succeeded.Should().BeTrue();
    }

    [Fact]
    public async Task Work_in_all_workspaces()
    {
        await CreateAsync();
        await CreateAsync();
        var fleet = _services.GetRequiredService<IWorkspaceFleet<WorkspaceDbContext>>();
        var report = await Fleet.CleanUpAsync(fleet, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc), Token);
        (report.Succeeded, report.Results.Count).Should().Be((true, 2));
        await Fleet.PrintFailedJobsAsync(fleet, Token);
        (await Fleet.CountAsync(fleet, Token)).Should().Be(2, "each has the seed's agent");
    }

    [Fact]
    public async Task A_test_of_a_hosts_own() => (await Testing.RunAsync(Path.Combine(_directory, "own"), Token)).Should().Be(0);

    private async Task<Workspace> CreateAsync()
    {
        await using var scope = _services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IWorkspaceService>().CreateAsync(new NewWorkspace("Northwind", "ada"), Token);
    }
}
