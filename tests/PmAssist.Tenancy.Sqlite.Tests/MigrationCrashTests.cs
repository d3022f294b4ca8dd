using PmAssist.Tenancy.Specifications;

namespace PmAssist.Tenancy.Sqlite.Tests;

/// <summary>A run over the fleet that is killed is completed by the next.</summary>
[Trait("Category", "Long")]
public sealed class MigrationCrashTests(SqliteServer server) : Specification(server)
{
    [Fact]
    public async Task A_run_that_is_killed_at_any_moment_is_completed_by_the_next()
    {
        await using var database = new SqliteDatabase();
        await MigrationCrashRounds.RunAsync(database, "sqlite", database.Directory);
    }
}
