using PmAssist.Tenancy.Specifications;

namespace PmAssist.Tenancy.Sqlite.Tests;

/// <summary>A cutover that is killed is completed by the same call.</summary>
[Trait("Category", "Long")]
public sealed class CutoverCrashTests(SqliteServer server) : Specification(server)
{
    [Fact]
    public async Task A_cutover_that_is_killed_at_any_moment_is_completed_by_the_same_call()
    {
        await using var database = new SqliteDatabase();
        await CutoverCrashRounds.RunAsync(database, "sqlite", database.Directory);
    }
}
