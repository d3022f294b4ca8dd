using Microsoft.EntityFrameworkCore;
using Npgsql;
using PmAssist.Tenancy.Specifications;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>What a pooler that gives each transaction another server process would break: refused before it begins.</summary>
public sealed class PoolerTests(PgBouncer pooler) : Specification(pooler), IClassFixture<PgBouncer>
{
    private const string V1 = "20260101000000_SpecInitial";
    private const string Staged = "20260301000000_Stages";

    [Fact]
    public async Task A_migration_that_spans_transactions_is_refused_before_it_begins()
    {
        await using var host = await TestHost.StartAsync(pooler.CreateDatabase());
        var workspace = await host.CreateWorkspaceAsync();
        await using var first = host.Another<StagedDbContext>();
        await using var second = host.Another<StagedDbContext>();

        var reports = await Task.WhenAll(
            first.Migrator.RunAsync(cancellationToken: Token),
            second.Migrator.RunAsync(cancellationToken: Token));

        foreach (var report in reports)
        {
            report.Failures.Should().ContainSingle("the outcome is {0}", report.Results[0].Outcome)
                .Which.Error.Should().BeOfType<WorkspaceMigrationException>()
                .Which.Message.Should().Match("*nothing was changed*schemaChangeConnectionString*");
        }

        (await host.GetWorkspaceAsync(workspace.Id)).SchemaVersion.Should().Be(V1);
        (await host.Database.DescribeAsync(workspace.Schema))
            .Should().NotContain(line => line.Contains("stage_", StringComparison.Ordinal));
        await FluentActions.Awaiting(() => second.CreateWorkspaceAsync()).Should()
            .ThrowAsync<WorkspaceMigrationException>().WithMessage("*schemaChangeConnectionString*");
    }

    [Fact]
    public async Task With_a_way_to_the_server_itself_several_runs_apply_it_once()
    {
        await using var host = await TestHost.StartAsync(pooler.CreateDatabase(
            tenancy => tenancy.UseNpgsql(pooler.ConnectionString, schemaChangeConnectionString: pooler.DirectConnectionString)));
        var workspace = await host.CreateWorkspaceAsync();
        await using var first = host.Another<StagedDbContext>();
        await using var second = host.Another<StagedDbContext>();

        var reports = await Task.WhenAll(
            first.Migrator.RunAsync(cancellationToken: Token),
            second.Migrator.RunAsync(cancellationToken: Token));

        reports.Should().OnlyContain(r => r.Succeeded);
        (await host.GetWorkspaceAsync(workspace.Id)).SchemaVersion.Should().Be(Staged);
        (await host.AuditAsync(workspace.Id)).Should().ContainSingle(e => e.Action == "workspace.migrated");
    }

    [Fact]
    public async Task The_doctor_keeps_nothing_in_the_session()
    {
        await using var host = await TestHost.StartAsync(pooler.CreateDatabase());
        var workspace = await host.CreateWorkspaceAsync();
        (await host.ExamineAsync(workspace)).Should().BeEmpty();
        for (var i = 0; i < 3; i++)
        {
            await using var lease = await host.RentAsync(workspace);
            (await lease.Context.Database.SqlQueryRaw<string>("SELECT current_setting('lock_timeout') AS \"Value\"").SingleAsync(Token))
                .Should().Be("0");
        }
    }

    [Fact]
    public async Task A_script_keeps_nothing_in_the_session()
    {
        await using var host = await TestHost.StartAsync(pooler.CreateDatabase());
        var workspace = await host.CreateWorkspaceAsync();
        await using var next = host.Another<StagedDbContext>();
        var script = await next.Migrator.ScriptAsync(cancellationToken: Token);

        script.Should().NotContain("CREATE TEMP");
        await PostgreSqlDatabase.RunScriptAsync(script, pooler.ConnectionString);

        (await host.GetWorkspaceAsync(workspace.Id)).SchemaVersion.Should().Be(Staged);
        (await next.Migrator.VerifyAsync(Token)).IsClean.Should().BeTrue();
    }

    [Fact]
    public async Task The_pooler_of_these_tests_changes_the_process_between_transactions()
    {
        await using var one = new NpgsqlConnection(pooler.ConnectionString);
        await using var two = new NpgsqlConnection(pooler.ConnectionString);
        await one.OpenAsync(Token);
        await two.OpenAsync(Token);
        var processes = new HashSet<int>();
        for (var round = 0; round < 20; round++)
        {
            processes.Add(await ProcessAsync(one));
            await using var transaction = await two.BeginTransactionAsync(Token);
            await ProcessAsync(two);
            processes.Add(await ProcessAsync(one));
        }

        processes.Should().HaveCountGreaterThan(1, "else what these tests show would hold without the library");
    }

    private static async Task<int> ProcessAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("SELECT pg_backend_pid()", connection);
        return (int)(await command.ExecuteScalarAsync(Token))!;
    }
}
