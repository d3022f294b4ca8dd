using PmAssist.Tenancy.Specifications;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>An import outlives nothing: it is there or it is not.</summary>
[Trait("Category", "Long")]
public sealed class ImportCrashTests(PostgreSqlServer server) : Specification(server)
{
    [Fact]
    public async Task An_import_that_is_killed_at_any_moment_leaves_a_whole_workspace_or_what_the_doctor_removes()
    {
        await using var database = new PostgreSqlDatabase(server);
        await ImportCrashRounds.RunAsync(database, "postgresql", server.ConnectionString);
    }
}
