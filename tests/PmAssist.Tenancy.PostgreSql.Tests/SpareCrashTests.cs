using PmAssist.Tenancy.Specifications;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>Spares outlive the processes that make and take them.</summary>
[Trait("Category", "Long")]
public sealed class SpareCrashTests(PostgreSqlServer server) : Specification(server)
{
    [Theory]
    [InlineData("claim")]
    [InlineData("refill")]
    public async Task No_spare_is_given_twice_or_lost_when_its_process_is_killed(string verb)
    {
        await using var database = new PostgreSqlDatabase(server);
        await SpareCrashRounds.RunAsync(verb, database, "postgresql", server.ConnectionString);
    }
}
