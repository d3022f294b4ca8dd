using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using PmAssist.Tenancy.PostgreSql.Tests;

namespace PmAssist.Tenancy.Benchmarks;

/// <summary>A named server, or a private cluster that waits for the disk as a real one does.</summary>
internal class PostgreSqlEngine : Engine
{
    public const string EfName = "Npgsql.EntityFrameworkCore.PostgreSQL";

    private readonly PrivateCluster? _cluster;

    public PostgreSqlEngine(string connectionString, PrivateCluster? cluster)
        => (ConnectionString, _cluster) = (connectionString, cluster);

    /// <summary>Of a database that is there already.</summary>
    protected string ConnectionString { get; }

    public static async Task<PostgreSqlEngine> StartAsync(string? connectionString)
    {
        if (connectionString is not null)
        {
            return new PostgreSqlEngine(connectionString, cluster: null);
        }

        var binaries = PrivateCluster.FindBinaries()
            ?? throw new InvalidOperationException("There is no initdb on this machine. Name a server with --connection.");
        var cluster = await PrivateCluster.StartAsync(binaries, fsync: true);
        return new PostgreSqlEngine(cluster.ConnectionString, cluster);
    }

    public override async Task<string> CreateDatabaseAsync()
    {
        var name = NewName();
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(ConnectionString) { Database = name }.ToString();
    }

    public override (string Database, RoundTripCounter Counter)? Counted(string database)
    {
        var builder = new NpgsqlConnectionStringBuilder(database);
        var counter = new RoundTripCounter(builder.Host!, builder.Port);
        (builder.Host, builder.Port) = ("127.0.0.1", counter.Port);
        return (builder.ToString(), counter);
    }

    public override void Use(TenancyBuilder tenancy, string database) => tenancy.UseNpgsql(database);

    public override void Use(CutoverBuilder cutover) => cutover.UseNpgsql();

    public override void Use(DbContextOptionsBuilder options, string database, string schema)
        => options.UseNpgsql(database, npgsql => npgsql.MigrationsHistoryTable(HistoryTable, schema));

    public override DbConnection Connect(string database) => new NpgsqlConnection(database);

    public override string Lock(WorkspaceSchema schema) => $"SELECT pg_advisory_xact_lock(hashtextextended('{schema}', 0));";

    public override string Literal(DateTime time) => base.Literal(time).TrimEnd('\'') + "Z'";

    public override void CloseConnections() => NpgsqlConnection.ClearAllPools();

    public override async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }
}
