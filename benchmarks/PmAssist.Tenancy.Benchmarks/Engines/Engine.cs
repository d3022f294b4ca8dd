using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Benchmarks;

/// <summary>What the scenarios need to know of an engine. A database is named by its connection string, on SQLite its directory.</summary>
internal abstract class Engine : IAsyncDisposable
{
    /// <summary>Whether the master and the workspaces share a database, and so a transaction.</summary>
    public virtual bool SharesDatabase => true;

    /// <summary>The master schema's name and a dot, as the driver needs them before a table's name.</summary>
    public virtual string Master => $"\"{TenancyOptions.DefaultMasterSchema}\".";

    public static async Task<Engine> StartAsync(Arguments arguments)
        => arguments.Provider switch
        {
            "postgresql" => await PostgreSqlEngine.StartAsync(arguments.Connection),
            "citus" => new CitusEngine(
                arguments.Connection ?? throw new InvalidOperationException(
                    "Citus needs --connection, with a login that may create databases on all nodes.")),
            "sqlserver" => new SqlServerEngine(
                arguments.Connection ?? throw new InvalidOperationException(
                    "SQL Server needs --connection, with a login that may create databases.")),
            _ => new SqliteEngine(arguments.Connection),
        };

    /// <summary>The same server without others; null where there are no others.</summary>
    public virtual Engine? SingleServer => null;

    /// <summary>Whether schemas that the driver makes are those that the library makes.</summary>
    public virtual bool MakesSchemasAlike => true;

    /// <summary>
    /// A new database. None is dropped before the end of the process: PostgreSQL creates schemas about three times slower for
    /// minutes after a drop.
    /// </summary>
    public abstract Task<string> CreateDatabaseAsync();

    /// <summary>The same database through a counter of round trips; null where there are none to count.</summary>
    public virtual (string Database, RoundTripCounter Counter)? Counted(string database) => null;

    /// <summary>Chooses the engine for the library.</summary>
    public abstract void Use(TenancyBuilder tenancy, string database);

    /// <summary>Chooses the engine for a cutover.</summary>
    public abstract void Use(CutoverBuilder cutover);

    /// <summary>Chooses the engine for plain EF, with the history table in the schema.</summary>
    public abstract void Use(DbContextOptionsBuilder options, string database, string schema);

    /// <summary>A closed connection to the master's database.</summary>
    public abstract DbConnection Connect(string database);

    /// <summary>A closed connection to a workspace's database.</summary>
    public virtual DbConnection Connect(string database, WorkspaceSchema schema) => Connect(database);

    /// <summary>Takes a lock on a schema for the length of the transaction; empty where the engine needs none.</summary>
    public abstract string Lock(WorkspaceSchema schema);

    /// <summary>Makes commands, as few as the engine allows, of statements and scripts that belong together.</summary>
    public virtual IReadOnlyList<string> Commands(params string[] texts) => [string.Join("\n", texts)];

    public virtual string Literal(Guid id) => $"'{id}'";

    public virtual string Literal(DateTime time) => $"'{time.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture)}'";

    /// <summary>Closes pooled connections, whose server processes know all that was made through them.</summary>
    public virtual void CloseConnections()
    {
    }

    public abstract ValueTask DisposeAsync();

    protected static string HistoryTable => HistoryRepository.DefaultTableName;

    protected static string NewName() => $"pmassist_bench_{Guid.NewGuid():N}";
}
