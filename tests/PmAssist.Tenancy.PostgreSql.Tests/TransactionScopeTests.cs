using System.Transactions;
using Microsoft.Extensions.DependencyInjection;
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
            await FluentActions.Awaiting(() => host.RentAsync(workspace)).Should().ThrowAsync<WorkspaceUnavailableException>("it is the scope's own change");

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
}
