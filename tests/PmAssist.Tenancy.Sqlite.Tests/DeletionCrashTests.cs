using PmAssist.Tenancy.Specifications;

namespace PmAssist.Tenancy.Sqlite.Tests;

/// <summary>A deletion, a restoration or a purge that is killed is completed.</summary>
[Trait("Category", "Long")]
public sealed class DeletionCrashTests(SqliteServer server) : Specification(server)
{
    [Theory]
    [InlineData("delete")]
    [InlineData("restore")]
    [InlineData("purge")]
    public async Task The_end_of_a_workspace_that_is_killed_at_any_moment_is_completed(string verb)
    {
        await using var database = new SqliteDatabase();
        await DeletionCrashRounds.RunAsync(verb, database, "sqlite", database.Directory, _ => Task.CompletedTask);
        Directory.GetFiles(database.Directory, "*.new*").Should().BeEmpty();
    }
}
