using System.Data.Common;
using System.Globalization;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Benchmarks;

/// <summary>A named server, with a login that may create databases.</summary>
internal sealed class SqlServerEngine(string connectionString) : Engine
{
    public const string EfName = "Microsoft.EntityFrameworkCore.SqlServer";

    public override async Task<string> CreateDatabaseAsync()
    {
        var name = NewName();
        await using var connection = new SqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new SqlCommand($"CREATE DATABASE [{name}]", connection);
        await command.ExecuteNonQueryAsync();
        return new SqlConnectionStringBuilder(connectionString) { InitialCatalog = name }.ToString();
    }

    /// <summary>A named instance has no port to stand before, so nothing is counted there.</summary>
    public override (string Database, RoundTripCounter Counter)? Counted(string database)
    {
        var builder = new SqlConnectionStringBuilder(database);
        var server = builder.DataSource.Replace("tcp:", "", StringComparison.OrdinalIgnoreCase).Split(',');
        if (server[0].Contains('\\', StringComparison.Ordinal) || server[0].StartsWith('('))
        {
            return null;
        }

        var counter = new RoundTripCounter(server[0], server.Length > 1 ? int.Parse(server[1], CultureInfo.InvariantCulture) : 1433);
        builder.DataSource = $"127.0.0.1,{counter.Port}";
        return (builder.ToString(), counter);
    }

    public override void Use(TenancyBuilder tenancy, string database) => tenancy.UseSqlServer(database);

    public override void Use(CutoverBuilder cutover) => cutover.UseSqlServer();

    public override void Use(DbContextOptionsBuilder options, string database, string schema)
        => options.UseSqlServer(database, sqlServer => sqlServer.MigrationsHistoryTable(HistoryTable, schema));

    public override DbConnection Connect(string database) => new SqlConnection(database);

    public override string Lock(WorkspaceSchema schema)
        => $"EXEC sp_getapplock @Resource = N'{schema}', @LockMode = 'Exclusive', @LockOwner = 'Transaction';";

    /// <summary>EF's scripts have <c>GO</c> between statements that must not share a command.</summary>
    public override IReadOnlyList<string> Commands(params string[] texts)
        => [.. texts.SelectMany(t => t.ReplaceLineEndings("\n").Split("\nGO\n")).Where(t => !string.IsNullOrWhiteSpace(t))];

    public override ValueTask DisposeAsync()
    {
        SqlConnection.ClearAllPools();
        return ValueTask.CompletedTask;
    }
}
