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
    [Trait("Category", "Long")]
    public async Task A_run_that_is_killed_at_any_moment_is_completed_by_the_next()
    {
        await using var database = new PostgreSqlDatabase(server);
        await MigrationCrashRounds.RunAsync(database, "postgresql", server.ConnectionString);
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task A_cutover_that_is_killed_at_any_moment_is_completed_by_the_same_call()
    {
        await using var database = new PostgreSqlDatabase(server);
        await CutoverCrashRounds.RunAsync(database, "postgresql", server.ConnectionString);
    }

    [Theory]
    [InlineData("delete")]
    [InlineData("restore")]
    [InlineData("purge")]
    [Trait("Category", "Long")]
    public async Task The_end_of_a_workspace_that_is_killed_at_any_moment_is_completed(string verb)
    {
        await using var database = new PostgreSqlDatabase(server);
        await DeletionCrashRounds.RunAsync(verb, database, "postgresql", server.ConnectionString, FillAsync);

        // Four parts, so that a purge can be cut off between them.
        Task FillAsync(Workspace workspace) => verb == "purge"
            ? database.ExecuteAsync(
                $"DO 'BEGIN FOR i IN 1..160 LOOP EXECUTE ''CREATE TABLE \"{workspace.Schema}\".t_'' || i || '' (id int PRIMARY KEY)''; END LOOP; END'")
            : Task.CompletedTask;
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task An_import_that_is_killed_at_any_moment_leaves_a_whole_workspace_or_what_the_doctor_removes()
    {
        await using var database = new PostgreSqlDatabase(server);
        await ImportCrashRounds.RunAsync(database, "postgresql", server.ConnectionString);
    }

    [Theory]
    [InlineData("claim")]
    [InlineData("refill")]
    [Trait("Category", "Long")]
    public async Task No_spare_is_given_twice_or_lost_when_its_process_is_killed(string verb)
    {
        await using var database = new PostgreSqlDatabase(server);
        await SpareCrashRounds.RunAsync(verb, database, "postgresql", server.ConnectionString);
    }

    [Fact]
    public async Task A_lock_is_released_when_its_process_is_killed()
    {
        await using var database = new PostgreSqlDatabase(server);
        await using var host = TestHost.Create<WorkspaceDbContext>(database, tenancy => tenancy.Configure(o => o.LockTimeout = TimeSpan.FromSeconds(20)));
        using var process = await CrashHost.StartAsync("hold", "postgresql", server.ConnectionString, database.MasterSchema, 1, Token);
        await process.ReadToAsync("held", Token);
        var id = process.Ids.Single();
        (await host.GetWorkspaceAsync(id)).Status.Should().Be(WorkspaceStatus.Provisioning);
        (await database.ExistsAsync(WorkspaceSchema.For(id))).Should().BeFalse("nothing is seen before it is complete");

        await process.KillAsync(Token);

        (await host.CreateWorkspaceAsync($"Crash {id:N}", id)).Status.Should().Be(WorkspaceStatus.Active);
    }
}
