using PmAssist.Tenancy.Specifications;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>A deletion, a restoration or a purge that is killed is completed.</summary>
[Trait("Category", "Long")]
public sealed class DeletionCrashTests(PostgreSqlServer server) : Specification(server)
{
    [Theory]
    [InlineData("delete")]
    [InlineData("restore")]
    [InlineData("purge")]
    public async Task The_end_of_a_workspace_that_is_killed_at_any_moment_is_completed(string verb)
    {
        await using var database = new PostgreSqlDatabase(server);
        await DeletionCrashRounds.RunAsync(verb, database, "postgresql", server.ConnectionString, FillAsync);

        // Four parts, so that a purge can be cut off between them.
        Task FillAsync(Workspace workspace) => verb == "purge"
            ? database.ExecuteAsync(
                $"DO 'BEGIN FOR i IN 1..160 LOOP EXECUTE ''CREATE TABLE \"{workspace.Schema}\".t_'' || i || '' (id int PRIMARY KEY)''; END "
                    + "LOOP; END'")
            : Task.CompletedTask;
    }
}
