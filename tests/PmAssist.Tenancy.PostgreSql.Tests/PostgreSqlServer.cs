using Npgsql;
using PmAssist.Tenancy.Specifications;
using Testcontainers.PostgreSql;

[assembly: AssemblyFixture(typeof(PmAssist.Tenancy.PostgreSql.Tests.PostgreSqlServer))]
[assembly: TestFramework(typeof(EngineTestFramework<PmAssist.Tenancy.PostgreSql.Tests.PostgreSqlServer>))]

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>The server of the tests: a named one, else a private cluster, else a container, else none.</summary>
public sealed class PostgreSqlServer : IFoundServer, IAsyncLifetime
{
    private static readonly Lazy<Task<Found>> Server = new(FindAsync);

    private Found _found = new("", "");

    public string Engine => "postgresql";

    public string Description => _found.Description;

    public string? MissingReason => _found.MissingReason;

    public string ConnectionString => _found.ConnectionString;

    /// <summary>Whether the database outlives the tests, which then clean up behind themselves.</summary>
    public bool IsExternal => _found.Owned is null;

    public static async Task<string?> FindMissingReasonAsync() => (await Server.Value).MissingReason;

    public static bool Runs(Type testClass)
    {
        ArgumentNullException.ThrowIfNull(testClass);
        return CitusServer.IsNamed
            || !testClass.GetConstructors().Any(c => c.GetParameters().Any(a => a.ParameterType == typeof(CitusServer)));
    }

    public async ValueTask InitializeAsync() => _found = await Server.Value;

    public ITestDatabase CreateDatabase() => new PostgreSqlDatabase(this);

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_found.Owned is not null)
        {
            await _found.Owned.DisposeAsync();
        }
    }

    private static async Task<Found> FindAsync()
    {
        if (Environment.GetEnvironmentVariable("PMASSIST_TEST_POSTGRES") is { Length: > 0 } named)
        {
            return new Found(named, "the server that PMASSIST_TEST_POSTGRES names");
        }

        if (PrivateCluster.FindBinaries() is { } binaries)
        {
            var cluster = await PrivateCluster.StartAsync(binaries, fsync: false);
            return new Found(cluster.ConnectionString, $"a private cluster made with {binaries}", Owned: cluster);
        }

        try
        {
            var container = new PostgreSqlBuilder("postgres:15").Build();
            await container.StartAsync();
            return new Found(container.GetConnectionString(), "a container", Owned: container);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return new Found(
                "", "", MissingReason: "there is no PostgreSQL: PMASSIST_TEST_POSTGRES is not set, no initdb is on this machine, "
                + $"and no container engine answers ({exception.Message.Split('\n')[0]}).");
        }
    }

    private sealed record Found(string ConnectionString, string Description, string? MissingReason = null, IAsyncDisposable? Owned = null);
}
