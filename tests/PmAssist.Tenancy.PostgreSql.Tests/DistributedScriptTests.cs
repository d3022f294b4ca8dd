using PmAssist.Tenancy.Specifications;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>A script on a cluster does what all scripts do, and its tables become parts of their distributed schemas.</summary>
public sealed class DistributedScriptTests(FakeCitus citus) : ScriptSpecification(citus), IClassFixture<FakeCitus>
{
    [Fact]
    public async Task Tables_that_a_script_creates_are_distributed()
    {
        await using var host = await TestHost.StartAsync(citus.CreateDatabase());
        var (one, other) = (await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync());
        await using var next = host.Another<SpecDbContextV2>();

        await host.Database.RunScriptAsync(await next.Migrator.ScriptAsync(cancellationToken: Token));

        (await next.ExamineAsync(one, other)).Should().BeEmpty();
        (await citus.Plain().QueryAsync<long>(
            "SELECT count(*) FROM pg_class c JOIN pg_dist_partition p ON p.logicalrelid = c.oid JOIN pg_namespace n ON n.oid = "
                + "c.relnamespace "
            + $"WHERE c.relname = 'labels' AND n.nspname IN ('{one.Schema}', '{other.Schema}')")).Should().Be(2);
        (await next.Migrator.VerifyAsync(Token)).IsClean.Should().BeTrue();
    }

    [Fact]
    public async Task In_a_block_they_would_be_local()
    {
        await using var host = await TestHost.StartAsync(citus.CreateDatabase());
        var workspace = await host.CreateWorkspaceAsync();
        await using var plain = TestHost.Create<SpecDbContextV2>(
            citus.Create(), tenancy => tenancy.Configure(o => o.MasterSchema = host.Database.MasterSchema));
        await using var next = host.Another<SpecDbContextV2>();

        await host.Database.RunScriptAsync(await plain.Migrator.ScriptAsync(cancellationToken: Token));

        (await next.ExamineAsync(workspace)).Should().ContainSingle("else the other test shows nothing")
            .Which.ObjectName.Should().Be("labels");
    }

    [Fact]
    public async Task A_workspace_that_fails_is_rolled_back_and_the_next_run_goes_on()
    {
        await using var host = await TestHost.StartAsync(citus.CreateDatabase());
        var workspaces = new[] { await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync() };
        await using var next = host.Another<SpecDbContextV2>();
        var script = await next.Migrator.ScriptAsync(cancellationToken: Token);
        var blocked = workspaces[1].Schema;
        await host.Database.ExecuteAsync($"CREATE TABLE \"{blocked}\".labels (in_the_way int)");

        await FluentActions.Awaiting(() => host.Database.RunScriptAsync(script))
            .Should().ThrowAsync<Exception>().WithMessage("*labels*already exists*");

        (await citus.Plain().QueryAsync<long>(
            $"SELECT count(*) FROM pg_attribute WHERE attrelid = '\"{blocked}\".projects'::regclass AND attname = "
                + "'Priority'")).Should().Be(0);
        await host.Database.ExecuteAsync($"DROP TABLE \"{blocked}\".labels");
        await host.Database.RunScriptAsync(script);
        (await next.Migrator.VerifyAsync(Token)).IsClean.Should().BeTrue();
        (await next.ExamineAsync(workspaces)).Should().BeEmpty();
    }
}
