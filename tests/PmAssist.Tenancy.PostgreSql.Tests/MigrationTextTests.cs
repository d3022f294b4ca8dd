using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy.PostgreSql.Tests.Migrations;
using PmAssist.Tenancy.Specifications;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>A migration's own SQL arrives as it was written, with the schema in place.</summary>
public sealed class MigrationTextTests(PostgreSqlServer server) : Specification(server)
{
    [Fact]
    public async Task Quotes_comments_and_several_statements_arrive_unharmed()
    {
        await using var host = await StartAsync();
        var byScript = await host.CreateWorkspaceAsync();
        await using var texts = host.Another<TextContext>();
        await host.Database.RunScriptAsync(await texts.Migrator.ScriptAsync(cancellationToken: Token));
        var (first, second) = (await texts.CreateWorkspaceAsync(), await texts.CreateWorkspaceAsync());
        foreach (var workspace in new[] { first, second, byScript })
        {
            await using var lease = await texts.RentAsync<TextContext>(workspace);
            (await QueryAsync<string>(lease.Context, "SELECT text AS \"Value\" FROM {0}.notes ORDER BY id")).Should().Equal(
                "first; -- not a comment", "it's @not :a $1 parameter {0} {schema}", "it's; \"quoted\"");
            (await QueryAsync<long>(lease.Context, "SELECT {0}.add_note('more') AS \"Value\"")).Should().Equal(4);
            (await QueryAsync<string>(lease.Context, "SELECT obj_description('{0}.notes'::regclass) AS \"Value\""))
                .Should().Equal($"of {workspace.Schema}");
        }
    }

    [Fact]
    public async Task An_index_is_made_concurrently_by_a_run()
    {
        await using var host = await StartAsync();
        var workspaces = new[] { await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync() };
        await using var next = host.Another<ConcurrentIndexContext>();

        var report = await next.Migrator.RunAsync(cancellationToken: Token);

        report.Failures.Select(f => f.Error!.Message).Should().BeEmpty();
        report.Results.Should().HaveCount(2).And.OnlyContain(r => r.ToVersion == "20260301000000_IndexRank");
        foreach (var workspace in workspaces)
        {
            var described = await host.Database.DescribeAsync(workspace.Schema);
            described.Should().Contain(line => line.Contains("IX_projects_Rank", StringComparison.Ordinal))
                .And.Contain(line => line.StartsWith("column projects.Before ", StringComparison.Ordinal))
                .And.Contain(line => line.StartsWith("column projects.After ", StringComparison.Ordinal));
            (await host.GetWorkspaceAsync(workspace.Id)).SchemaVersion.Should().Be("20260301000000_IndexRank");
        }

        (await next.Migrator.GetStatusAsync(Token)).Behind.Should().BeEmpty();
    }

    /// <summary>Such an index waits for all snapshots, so who waits for the schema's lock must not have one.</summary>
    [Fact]
    public async Task Several_runs_at_once_make_it_without_waiting_for_each_other()
    {
        await using var host = await StartAsync();
        for (var i = 0; i < 4; i++)
        {
            await host.CreateWorkspaceAsync();
        }

        await using var next = host.Another<ConcurrentIndexContext>();
        var runs = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => next.Migrator.RunAsync(new() { CanaryCount = 0 }, cancellationToken: Token)));

        runs.SelectMany(r => r.Failures).Select(f => f.Error!.Message).Should().BeEmpty();
        (await next.Migrator.VerifyAsync(Token)).IsClean.Should().BeTrue();
    }

    [Fact]
    public async Task A_new_workspace_gets_the_index_too()
    {
        await using var host = await StartAsync();
        await using var next = host.Another<ConcurrentIndexContext>();
        var workspace = await next.CreateWorkspaceAsync();
        workspace.Status.Should().Be(WorkspaceStatus.Active);
        (await host.Database.DescribeAsync(workspace.Schema))
            .Should().Contain(line => line.Contains("IX_projects_Rank", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_masters_script_makes_what_the_migrator_makes()
    {
        await using var host = TestHost.Create<SpecDbContext>(Server.CreateDatabase(), configure: null);
        await using (var master = await host.Services.GetRequiredService<IDbContextFactory<MasterDbContext>>().CreateDbContextAsync(Token))
        {
            await host.Database.RunScriptAsync(
                master.GetService<IMigrator>().GenerateScript(options: MigrationsSqlGenerationOptions.Idempotent));
        }

        await host.Migrator.MigrateMasterAsync(cancellationToken: Token);
        (await host.CreateWorkspaceAsync()).Status.Should().Be(WorkspaceStatus.Active);
    }

    private static Task<List<T>> QueryAsync<T>(DbContext context, string sql)
        => context.Database.SqlQueryRaw<T>(sql.Replace("{0}", WorkspaceSchema.TemplateName, StringComparison.Ordinal)).ToListAsync(Token);
}
