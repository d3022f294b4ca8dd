using Npgsql;
using PmAssist.Tenancy.Specifications;
using Testcontainers.PostgreSql;

[assembly: AssemblyFixture(typeof(PmAssist.Tenancy.PostgreSql.Tests.PostgreSqlServer))]

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>The server of the tests: a named one, else a private cluster, else a container, else none.</summary>
public sealed class PostgreSqlServer : ITestServer, IAsyncLifetime
{
    private PrivateCluster? _cluster;
    private PostgreSqlContainer? _container;

    public string Engine => "postgresql";

    public string Description { get; private set; } = "";

    public string? MissingReason { get; private set; }

    public string ConnectionString { get; private set; } = "";

    /// <summary>Whether the database outlives the tests, which then clean up behind themselves.</summary>
    public bool IsExternal { get; private set; }

    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("PMASSIST_TEST_POSTGRES") is { Length: > 0 } named)
        {
            (ConnectionString, IsExternal) = (named, true);
            Description = "the server that PMASSIST_TEST_POSTGRES names";
        }
        else if (PrivateCluster.FindBinaries() is { } binaries)
        {
            _cluster = await PrivateCluster.StartAsync(binaries, fsync: false);
            ConnectionString = _cluster.ConnectionString;
            Description = $"a private cluster made with {binaries}";
        }
        else
        {
            await TryContainerAsync();
        }
    }

    public ITestDatabase CreateDatabase() => new PostgreSqlDatabase(this);

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        if (_container is not null)
        {
            await _container.DisposeAsync();
        }
    }

    private async Task TryContainerAsync()
    {
        try
        {
            _container = new PostgreSqlBuilder("postgres:15").Build();
            await _container.StartAsync();
            ConnectionString = _container.GetConnectionString();
            Description = "a container";
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            MissingReason = "there is no PostgreSQL: PMASSIST_TEST_POSTGRES is not set, no initdb is on this machine, and no container engine "
                + $"answers ({exception.Message.Split('\n')[0]}).";
        }
    }
}
