using System.Globalization;
using Microsoft.EntityFrameworkCore.Infrastructure;
using PmAssist.Tenancy.Specifications;
using Testcontainers.MsSql;

[assembly: AssemblyFixture(typeof(PmAssist.Tenancy.SqlServer.Tests.SqlServerServer))]
[assembly: TestFramework(typeof(EngineTestFramework<PmAssist.Tenancy.SqlServer.Tests.SqlServerServer>))]

namespace PmAssist.Tenancy.SqlServer.Tests;

/// <summary>The server of the live tests: a named database, else a container, else none.</summary>
public sealed class SqlServerServer : IFoundServer, IAsyncLifetime
{
    private static readonly Lazy<Task<Found>> Server = new(FindAsync);

    private Found _found = new("", "");

    public string Engine => "sqlserver";

    public string Description => _found.Description;

    public string? MissingReason => _found.MissingReason;

    public string ConnectionString => _found.ConnectionString;

    public static async Task<string?> FindMissingReasonAsync() => (await Server.Value).MissingReason;

    public async ValueTask InitializeAsync() => _found = await Server.Value;

    public ITestDatabase CreateDatabase() => new SqlServerDatabase(this);

    /// <summary>How many statements EF may put in one command: <c>PMASSIST_TEST_SQLSERVER_MAX_BATCH</c>, else EF's own limit.</summary>
    public static void Configure(SqlServerDbContextOptionsBuilder options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (Environment.GetEnvironmentVariable("PMASSIST_TEST_SQLSERVER_MAX_BATCH") is { Length: > 0 } max)
        {
            options.MaxBatchSize(int.Parse(max, CultureInfo.InvariantCulture));
        }
    }

    public ValueTask DisposeAsync() => _found.Container?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static async Task<Found> FindAsync()
    {
        if (Environment.GetEnvironmentVariable("PMASSIST_TEST_SQLSERVER") is { Length: > 0 } named)
        {
            return new Found(named, "the database that PMASSIST_TEST_SQLSERVER names");
        }

        try
        {
            var container = new MsSqlBuilder("mcr.microsoft.com/mssql/server:2022-latest").Build();
            await container.StartAsync();
            return new Found(container.GetConnectionString(), "a container", Container: container);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return new Found(
                "", "", MissingReason: "there is no SQL Server: PMASSIST_TEST_SQLSERVER is not set and no container engine answers "
                + $"({exception.Message.Split('\n')[0].Trim()}). Its SQL is checked without one, in the classes under Static.");
        }
    }

    private sealed record Found(
        string ConnectionString, string Description, string? MissingReason = null, MsSqlContainer? Container = null);
}
