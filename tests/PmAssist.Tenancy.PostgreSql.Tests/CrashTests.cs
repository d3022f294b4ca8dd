using PmAssist.Tenancy.Specifications;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>A process that is killed leaves nothing half-made that looks ready.</summary>
public sealed class CrashTests(PostgreSqlServer server) : Specification(server)
{
    [Fact]
    [Trait("Category", "Long")]
    public async Task Workspaces_survive_a_process_that_is_killed_while_it_creates_them()
    {
        await using var database = new PostgreSqlDatabase(server);
        await CrashRounds.RunAsync(database, "postgresql", server.ConnectionString);
    }

    [Fact]
    public async Task A_lock_is_released_when_its_process_is_killed()
    {
        await using var database = new PostgreSqlDatabase(server);
        await using var host = TestHost.Create<WorkspaceDbContext>(
            database, tenancy => tenancy.Configure(o => o.LockTimeout = TimeSpan.FromSeconds(20)));
        using var process = await CrashHost.StartAsync("hold", "postgresql", server.ConnectionString, database.MasterSchema, 1, Token);
        await process.ReadToAsync("held", Token);
        var id = process.Ids.Single();
        (await host.GetWorkspaceAsync(id)).Status.Should().Be(WorkspaceStatus.Provisioning);
        (await database.ExistsAsync(WorkspaceSchema.For(id))).Should().BeFalse("nothing is seen before it is complete");

        await process.KillAsync(Token);

        (await host.CreateWorkspaceAsync($"Crash {id:N}", id)).Status.Should().Be(WorkspaceStatus.Active);
    }
}
