using PmAssist.Tenancy.Specifications;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>The same server, used with EF's retrying execution strategy.</summary>
internal sealed class RetryingServer(PostgreSqlServer server) : ITestServer
{
    public string Engine => server.Engine;

    public string Description => server.Description;

    public string? MissingReason => server.MissingReason;

    public ITestDatabase CreateDatabase()
        => new PostgreSqlDatabase(server, tenancy => tenancy.UseNpgsql(server.ConnectionString, npgsql => npgsql.EnableRetryOnFailure()));
}
