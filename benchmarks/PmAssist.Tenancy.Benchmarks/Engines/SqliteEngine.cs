using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace PmAssist.Tenancy.Benchmarks;

/// <summary>A directory of files for each database, below the one that was named or a temporary one. It has no round trips.</summary>
internal sealed class SqliteEngine(string? root) : Engine
{
    private readonly string _root = root ?? Directory.CreateTempSubdirectory("pmassist-bench-").FullName;

    public override bool SharesDatabase => false;

    public override string Master => "";

    public override Task<string> CreateDatabaseAsync()
        => Task.FromResult(Directory.CreateDirectory(Path.Combine(_root, NewName())).FullName);

    public override void Use(TenancyBuilder tenancy, string database) => tenancy.UseSqlite(database);

    public override void Use(CutoverBuilder cutover) => cutover.UseSqlite();

    public override void Use(DbContextOptionsBuilder options, string database, string schema)
        => options
            .UseSqlite(ConnectionString(database, schema), sqlite => sqlite.MigrationsHistoryTable(HistoryTable, schema))
            .ConfigureWarnings(warnings => warnings.Ignore(SqliteEventId.SchemaConfiguredWarning));

    public override DbConnection Connect(string database)
        => new SqliteConnection(ConnectionString(database, TenancyOptions.DefaultMasterSchema));

    public override DbConnection Connect(string database, WorkspaceSchema schema)
        => new SqliteConnection(ConnectionString(database, schema.Name) + ";Pooling=False");

    public override string Lock(WorkspaceSchema schema) => "";

    public override string Literal(Guid id) => $"'{id.ToString().ToUpper(CultureInfo.InvariantCulture)}'";

    public override ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        if (root is null)
        {
            Directory.Delete(_root, recursive: true);
        }

        return ValueTask.CompletedTask;
    }

    private static string ConnectionString(string directory, string name) => $"Data Source={Path.Combine(directory, name + ".db")}";
}
