using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy.Specifications;
using PmAssist.Tenancy.Specifications.Cutover;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>A cutover keeps things in its sessions, which a pooler in transaction mode shares among all.</summary>
public sealed class CutoverPoolerTests(PostgreSqlServer server, PgBouncer pooler) : Specification(pooler), IClassFixture<PgBouncer>
{
    [Fact]
    public async Task A_cutover_through_a_pooler_in_transaction_mode_is_refused_before_it_begins()
    {
        await using var world = await CutoverWorld.StartAsync(server.CreateDatabase(), new(Workspaces: 2, Rows: 100));
        var before = await world.DumpAsync();
        await using var host = Through(world, pooler.ConnectionString);

        foreach (var step in new Func<Task>[]
        {
            () => Of(host).PlanAsync(world.Description, Token),
            () => Of(host).RunAsync(world.Description, world.Options, cancellationToken: Token),
        })
        {
            (await step.Should().ThrowAsync<CutoverException>()).Which.Message.Should().Contain("schemaChangeConnectionString");
        }

        CutoverWorld.AssertSame(await world.DumpAsync(), before, "nothing was begun");
    }

    [Fact]
    public async Task A_pooler_in_session_mode_and_a_login_for_schema_changes_beside_a_pooler_are_no_hindrance()
    {
        await using var world = await CutoverWorld.StartAsync(server.CreateDatabase(), new(Workspaces: 2, Rows: 100));
        await using var sessions = new PgBouncer(server) { Mode = "session" };
        await sessions.InitializeAsync();
        await using var host = Through(world, sessions.ConnectionString);
        await using var beside = Through(world, pooler.ConnectionString, server.ConnectionString);

        (await Of(host).PlanAsync(world.Description, Token)).Problems.Should().BeEmpty();
        (await Of(beside).RunAsync(world.Description, world.Options, cancellationToken: Token)).Failures.Should().BeEmpty();
        await world.AssertCarriedAsync("beside a pooler");
    }

    private static ServiceProvider Through(CutoverWorld world, string connectionString, string? schemaChanges = null)
        => new ServiceCollection()
            .AddPmAssistTenancy<CutoverDbContext>(tenancy => tenancy
                .UseNpgsql(connectionString, schemaChangeConnectionString: schemaChanges)
                .Configure(options => options.MasterSchema = world.Host.Database.MasterSchema))
            .AddWorkspaceCutover(cutover => cutover.UseNpgsql())
            .BuildServiceProvider();

    private static IWorkspaceCutover Of(ServiceProvider host) => host.GetRequiredService<IWorkspaceCutover>();
}
