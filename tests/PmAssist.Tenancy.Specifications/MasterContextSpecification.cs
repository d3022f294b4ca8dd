using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.Specifications;

/// <summary>The master context is for queries, and a host configures it.</summary>
public abstract class MasterContextSpecification(ITestServer server) : Specification(server)
{
    [Fact]
    public async Task A_save_past_the_services_is_refused()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await using var scope = host.Services.CreateAsyncScope();
        await using var own = await host.Services.GetRequiredService<IDbContextFactory<MasterDbContext>>().CreateDbContextAsync(Token);

        foreach (var master in new[] { scope.ServiceProvider.GetRequiredService<MasterDbContext>(), own })
        {
            var row = await master.Workspaces.SingleAsync(w => w.Id == workspace.Id, Token);
            (await master.SaveChangesAsync(Token)).Should().Be(0, "there is nothing to save");
            master.SaveChanges().Should().Be(0);

            master.Entry(row).Property(w => w.Name).CurrentValue = "Past the services";
            (await master.Awaiting(m => m.SaveChangesAsync(Token)).Should().ThrowAsync<MasterReadOnlyException>()
                .WithMessage("*IWorkspaceService*")).Which.EntityType.Should().Be<Workspace>();
            master.Invoking(m => m.SaveChanges()).Should().Throw<MasterReadOnlyException>();

            master.Entry(row).State = EntityState.Unchanged;
            master.Remove(await master.Members.SingleAsync(m => m.WorkspaceId == workspace.Id, Token));
            master.Invoking(m => m.SaveChanges(acceptAllChangesOnSuccess: false)).Should().Throw<MasterReadOnlyException>()
                .Which.EntityType.Should().Be<WorkspaceMember>();
        }

        (await host.GetWorkspaceAsync(workspace.Id)).Should().BeEquivalentTo(workspace);
        (await host.WithAsync<IWorkspaceMemberService, IReadOnlyList<WorkspaceMember>>(
            m => m.ListAsync(workspace.Id, cancellationToken: Token)))
            .Should().ContainSingle();
    }

    [Fact]
    public async Task A_host_adds_interceptors_to_the_master_context_alone()
    {
        var recorder = new CommandRecorder();
        IServiceProvider? given = null;
        await using var host = await StartAsync(tenancy => tenancy.ConfigureMaster((services, options) =>
        {
            given = services;
            options.AddInterceptors(recorder);
        }));
        var workspace = await host.CreateWorkspaceAsync();
        var recorded = recorder.Texts.Count;
        recorded.Should().BePositive("the services' commands go through it");
        given!.GetRequiredService<TenancyOptions>().Should().BeSameAs(host.Services.GetRequiredService<TenancyOptions>());

        await using (var lease = await host.RentAsync(workspace))
        {
            recorded = recorder.Texts.Count;
            await lease.Context.Integrations.CountAsync(Token);
            recorder.Texts.Count.Should().Be(recorded, "a workspace's commands do not");
        }

        await host.WithAsync<MasterDbContext, int>(master => master.Members.CountAsync(Token));
        recorder.Texts.Skip(recorded).Should().Contain(text => text.Contains("WorkspaceMember", StringComparison.Ordinal));
    }
}
