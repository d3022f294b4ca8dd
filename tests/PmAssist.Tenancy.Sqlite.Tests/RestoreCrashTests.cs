using PmAssist.Tenancy.Specifications;

namespace PmAssist.Tenancy.Sqlite.Tests;

/// <summary>A restore of rows from a file is done or not, and whoever is shut out by it is found.</summary>
[Trait("Category", "Long")]
public sealed class RestoreCrashTests(SqliteServer server) : Specification(server)
{
    [Fact]
    public async Task A_restore_that_is_killed_at_any_moment_leaves_all_rows_of_one_side_and_a_workspace_that_the_doctor_opens()
    {
        await using var database = new SqliteDatabase();
        await RestoreCrashRounds.RunAsync(database, "sqlite", database.Directory);
    }
}
