using PmAssist.Tenancy.Specifications;

namespace PmAssist.Tenancy.Sqlite.Tests;

/// <summary>Spares outlive the processes that make and take them.</summary>
[Trait("Category", "Long")]
public sealed class SpareCrashTests(SqliteServer server) : Specification(server)
{
    [Theory]
    [InlineData("claim")]
    [InlineData("refill")]
    public async Task No_spare_is_given_twice_or_lost_when_its_process_is_killed(string verb)
    {
        await using var database = new SqliteDatabase();
        await SpareCrashRounds.RunAsync(verb, database, "sqlite", database.Directory);
        Directory.GetFiles(database.Directory, "*.new*").Should().BeEmpty();
    }
}
