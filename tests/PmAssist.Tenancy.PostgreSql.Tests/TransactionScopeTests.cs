using System.Transactions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PmAssist.Tenancy.Specifications;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>The catalogue cache and a host's <see cref="TransactionScope"/>, which SQLite does not have.</summary>
public sealed class TransactionScopeTests(PostgreSqlServer server) : Specification(server)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_scope_has_not_committed_nobody_else_sees_and_what_it_has_all_see(bool commit)
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await (await host.RentAsync(workspace)).DisposeAsync();
        await using var services = host.Services.CreateAsyncScope();
        var workspaces = services.ServiceProvider.GetRequiredService<IWorkspaceService>();

        using (var transaction = new TransactionScope(
            TransactionScopeOption.Required,
            new TransactionOptions { IsolationLevel = IsolationLevel.ReadCommitted },
            TransactionScopeAsyncFlowOption.Enabled))
        {
            await workspaces.SuspendAsync(workspace.Id, cancellationToken: Token);
            await FluentActions.Awaiting(() => host.RentAsync(workspace))
                .Should().ThrowAsync<WorkspaceUnavailableException>("it is the scope's own change");

            Task elsewhere;
            using (ExecutionContext.SuppressFlow())
            {
                elsewhere = Task.Run(async () => await (await host.RentAsync(workspace)).DisposeAsync(), Token);
            }

            await elsewhere;
            if (commit)
            {
                transaction.Complete();
            }
        }

        var after = FluentActions.Awaiting(async () => await (await host.RentAsync(workspace)).DisposeAsync());
        if (commit)
        {
            await after.Should().ThrowAsync<WorkspaceUnavailableException>();
        }
        else
        {
            await after.Should().NotThrowAsync();
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_spare_that_a_scope_took_is_its_owners_or_nobodys(bool commit)
    {
        await using var host = await StartAsync(tenancy => tenancy.Configure(options => options.SpareWorkspaces = 1));
        await FillAsync(host);
        Workspace taken;
        using (var transaction = new TransactionScope(
            TransactionScopeOption.Required,
            new TransactionOptions { IsolationLevel = IsolationLevel.ReadCommitted },
            TransactionScopeAsyncFlowOption.Enabled))
        {
            taken = await host.CreateWorkspaceAsync("In a scope");
            if (commit)
            {
                transaction.Complete();
            }
        }

        var next = await host.CreateWorkspaceAsync("After it");

        (next.Id == taken.Id).Should().Be(!commit);
        (await host.GetWorkspaceAsync(next.Id)).Name.Should().Be("After it");
        await (await host.RentAsync(next)).DisposeAsync();
    }

    [Fact]
    public async Task What_takes_several_transactions_is_refused_in_a_scope_before_anything_is_done()
    {
        await using var host = await StartAsync(tenancy => tenancy.Configure(options => options.DeletionGrace = TimeSpan.FromDays(1)));
        var workspace = await host.CreateWorkspaceAsync();
        await host.WithAsync<IWorkspaceService, Workspace>(w => w.DeleteAsync(workspace.Id, cancellationToken: Token));
        var made = Guid.NewGuid();
        using (var transaction = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            await Refused(() => host.WithAsync<IWorkspaceService, bool>(async w =>
            {
                await w.PurgeAsync(workspace.Id, cancellationToken: Token);
                return true;
            }));
            await Refused(() => host.CreateWorkspaceAsync("In a scope", made));
            transaction.Complete();
        }

        var restored = await host.WithAsync<IWorkspaceService, Workspace>(w => w.RestoreAsync(workspace.Id, cancellationToken: Token));
        (restored.Status, restored.LastError).Should().Be((WorkspaceStatus.Active, null));
        (await host.WithAsync<IWorkspaceMemberService, IReadOnlyList<WorkspaceMember>>(
            m => m.ListAsync(workspace.Id, cancellationToken: Token))).Should().ContainSingle("its purge has not begun");
        (await host.CreateWorkspaceAsync("In a scope", made)).Status.Should().Be(WorkspaceStatus.Active, "the same call completes it");

        static async Task Refused<T>(Func<Task<T>> call)
            => await FluentActions.Awaiting(call).Should().ThrowAsync<TenancyException>();
    }

    private static async Task FillAsync(TestHost host)
    {
        var keepers = host.Services.GetServices<IHostedService>().ToList();
        foreach (var keeper in keepers)
        {
            await keeper.StartAsync(Token);
        }

        await Waiting.UntilAsync(
            () => host.WithAsync<IWorkspaceService, bool>(async w =>
                (await w.ListAsync(new WorkspaceFilter { Status = WorkspaceStatus.Spare }, cancellationToken: Token))
                    .Any(s => s.SchemaVersion is not null)),
            "the spare was made");
        foreach (var keeper in keepers)
        {
            await keeper.StopAsync(Token);
        }
    }
}
