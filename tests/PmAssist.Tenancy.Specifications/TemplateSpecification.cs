using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.Specifications;

/// <summary>What the templates' names become, what is left alone, and what that costs a save.</summary>
public abstract class TemplateSpecification(ITestServer server) : Specification(server)
{
    [Fact]
    public async Task The_create_script_of_a_bound_context_names_its_workspace()
    {
        await using var host = await StartAsync();
        await using var lease = await host.RentAsync(await host.CreateWorkspaceAsync());

        var script = lease.Context.Database.GenerateCreateScript();

        script.Should().Contain("workspace_agents").And.NotContain(WorkspaceSchema.TemplateName);
        if (script.Contains("ws_", StringComparison.Ordinal))
        {
            script.Should().Contain(lease.Context.Schema.Name);
        }
    }

    [Fact]
    public async Task The_create_script_of_the_master_names_its_schema()
    {
        await using var host = await StartAsync();
        await using var master = await MasterAsync(host);

        master.Database.GenerateCreateScript().Should().Contain("AuditLog").And.NotContain(TenancyOptions.MasterTemplateName);
    }

    [Fact]
    public async Task A_hosts_SQL_on_the_master_keeps_its_literals()
    {
        await using var host = await StartAsync();
        await host.CreateWorkspaceAsync("pmassist_master");
        await using var master = await MasterAsync(host);

        (await master.Database.SqlQueryRaw<string>("SELECT 'pmassist_master' AS \"Value\"").ToListAsync(Token))
            .Should().Equal("pmassist_master");
        (await master.Workspaces.CountAsync(w => w.Name == "pmassist_master", Token)).Should().Be(1);
        (await master.Database.SqlQueryRaw<string>($"SELECT '{TenancyOptions.MasterTemplateName}' AS \"Value\"").ToListAsync(Token))
            .Should().Equal(host.Database.MasterSchema);
    }

    [Fact]
    public async Task A_save_looks_for_changes_once()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await using var lease = await host.RentAsync(workspace);
        var agent = new WorkspaceAgent { Name = "first", Kind = "test" };
        lease.Context.Add(agent);
        await lease.Context.SaveChangesAsync(Token);
        agent.Name = "second";
        (await CountSearchesAsync(lease.Context)).Should().Be(1);
        agent.Version.Should().Be(2);
    }

    [Fact]
    public async Task A_save_stamps_what_it_changes_and_nothing_else()
    {
        var clock = new ManualClock();
        await using var host = await StartAsync(clock);
        var workspace = await host.CreateWorkspaceAsync();
        await using (var lease = await host.RentAsync(workspace))
        {
            lease.Context.AddRange(
                new WorkspaceAgent { Name = "changed", Kind = "test" }, new WorkspaceAgent { Name = "kept", Kind = "test" });
            await lease.Context.SaveChangesAsync(Token);
            clock.Advance(TimeSpan.FromMinutes(1));
            lease.Context.ChangeTracker.Entries<WorkspaceAgent>().Select(e => e.Entity).Single(a => a.Name == "changed").Kind = "other";
            lease.Context.SaveChanges();
        }

        await using var later = await host.RentAsync(workspace);
        var agents = await later.Context.Agents.OrderBy(a => a.Name).ToListAsync(Token);
        agents.Select(a => a.Version).Should().Equal(2, 1);
        agents.Select(a => a.UpdatedUtc - a.CreatedUtc).Should().Equal(TimeSpan.FromMinutes(1), TimeSpan.Zero);
    }

    private static async Task<int> CountSearchesAsync(DbContext context)
    {
        var searches = 0;
        context.ChangeTracker.DetectingAllChanges += (_, _) => searches++;
        await context.SaveChangesAsync(Token);
        return searches;
    }

    private static Task<MasterDbContext> MasterAsync(TestHost host)
        => host.Services.GetRequiredService<IDbContextFactory<MasterDbContext>>().CreateDbContextAsync(Token);
}
