using System.Globalization;
using Microsoft.EntityFrameworkCore.Infrastructure;
using PmAssist.Tenancy.Specifications;
using Testcontainers.MsSql;

[assembly: AssemblyFixture(typeof(PmAssist.Tenancy.SqlServer.Tests.SqlServerServer))]

namespace PmAssist.Tenancy.SqlServer.Tests;

/// <summary>The server of the live tests: a named database, else a container, else none.</summary>
public sealed class SqlServerServer : ITestServer, IAsyncLifetime
{
    private MsSqlContainer? _container;

    public string Engine => "sqlserver";

    public string Description { get; private set; } = "";

    public string? MissingReason { get; private set; }

    public string ConnectionString { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("PMASSIST_TEST_SQLSERVER") is { Length: > 0 } named)
        {
            ConnectionString = named;
            Description = "the database that PMASSIST_TEST_SQLSERVER names";
            return;
        }

        try
        {
            _container = new MsSqlBuilder("mcr.microsoft.com/mssql/server:2022-latest").Build();
            await _container.StartAsync();
            ConnectionString = _container.GetConnectionString();
            Description = "a container";
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            MissingReason = "there is no SQL Server: PMASSIST_TEST_SQLSERVER is not set and no container engine answers "
                + $"({exception.Message.Split('\n')[0].Trim()}). Its SQL is checked without one, in the classes under Static.";
        }
    }

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

    public async ValueTask DisposeAsync()
    {
        if (_container is not null)
        {
            await _container.DisposeAsync();
        }
    }
}
