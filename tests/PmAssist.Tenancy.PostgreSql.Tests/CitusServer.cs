using Npgsql;
using PmAssist.Tenancy.Specifications;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>
/// The coordinator of Citus that <c>PMASSIST_TEST_CITUS</c> names, a database of it that may be changed. One node is enough; moves need two
/// that take workspaces. Each test's host has <c>DistributeSchemas()</c>.
/// </summary>
public sealed class CitusServer : ITestServer, IAsyncLifetime
{
    private const string Variable = "PMASSIST_TEST_CITUS";

    public static bool IsNamed => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable));

    public string Engine => "citus";

    public string Description => $"the coordinator that {Variable} names";

    public string? MissingReason => IsNamed ? null : $"there is no Citus: {Variable} is not set.";

    public string ConnectionString { get; } = Environment.GetEnvironmentVariable(Variable) ?? "";

    public async ValueTask InitializeAsync()
    {
        if (IsNamed)
        {
            await Plain().ExecuteAsync("CREATE EXTENSION IF NOT EXISTS citus");
        }
    }

    public ITestDatabase CreateDatabase() => Create(tenancy => tenancy.DistributeSchemas());

    /// <summary>A place for one test, where the library does not distribute unless it is told to.</summary>
    public PostgreSqlDatabase Create(Action<TenancyBuilder>? configure = null)
        => new(ConnectionString, isTemporary: false, tenancy =>
        {
            tenancy.UseNpgsql(ConnectionString);
            configure?.Invoke(tenancy);
        });

    public PostgreSqlDatabase Plain() => new(ConnectionString, isTemporary: false);

    public ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        return ValueTask.CompletedTask;
    }
}
