using System.Collections.Concurrent;
using Npgsql;
using PmAssist.Tenancy.Specifications;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>The same server, used through a data source, which makes the connections itself.</summary>
internal sealed class DataSourceServer(PostgreSqlServer server) : ITestServer
{
    /// <summary>One for the process: EF keeps a service provider for each.</summary>
    private static readonly ConcurrentDictionary<string, Lazy<NpgsqlDataSource>> Sources = new();

    public string Engine => server.Engine;

    public string Description => server.Description;

    public string? MissingReason => server.MissingReason;

    public ITestDatabase CreateDatabase()
        => new PostgreSqlDatabase(
            server,
            tenancy => tenancy.UseNpgsql(
                Sources.GetOrAdd(server.ConnectionString, text => new(() => NpgsqlDataSource.Create(text))).Value));
}
