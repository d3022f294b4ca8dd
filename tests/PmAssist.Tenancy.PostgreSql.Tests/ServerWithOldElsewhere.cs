using PmAssist.Tenancy.Specifications;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>The same server, with old databases that are reached by a connection of their own.</summary>
internal sealed class ServerWithOldElsewhere(PostgreSqlServer server) : ITestServer
{
    public string Engine => server.Engine;

    public string Description => server.Description;

    public string? MissingReason => server.MissingReason;

    public ITestDatabase CreateDatabase() => new PostgreSqlDatabase(server) { OldIsElsewhere = true };
}
