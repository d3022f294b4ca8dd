using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using PmAssist.Tenancy.Specifications.Cutover;

namespace PmAssist.Tenancy.Specifications;

/// <summary>The server that an engine's tests run against: found once per test process.</summary>
public interface ITestServer
{
    /// <summary>The engine's name in <c>PMASSIST_TEST_REQUIRE</c>.</summary>
    string Engine { get; }

    /// <summary>Which server it is.</summary>
    string Description { get; }

    /// <summary>Why there is no server; null if there is one.</summary>
    string? MissingReason { get; }

    /// <summary>A place of its own for one test: a master schema's name, and on SQLite a directory.</summary>
    ITestDatabase CreateDatabase();
}

/// <summary>One test's place on the server. Tests run side by side in one database.</summary>
public interface ITestDatabase : IAsyncDisposable
{
    string MasterSchema { get; }

    void Use(TenancyBuilder tenancy);

    void Use(CutoverBuilder cutover);

    /// <summary>The engine, for contexts made by hand.</summary>
    TenancyProvider CreateProvider();

    /// <summary>Runs SQL without EF, in the master's database.</summary>
    Task ExecuteAsync(string sql);

    /// <summary>Runs SQL without EF, where the workspace's tables lie.</summary>
    Task ExecuteAsync(WorkspaceSchema schema, string sql);

    /// <summary>Runs a script for administrators with the engine's own command line.</summary>
    Task RunScriptAsync(string script);

    /// <summary>A table's full name in SQL without EF.</summary>
    string Table(WorkspaceSchema schema, string table);

    /// <summary>The tables, columns and indexes of a workspace as the engine's own catalogue has them, in a stable order.</summary>
    Task<IReadOnlyList<string>> DescribeAsync(WorkspaceSchema schema);

    /// <summary>The rows of every table of a schema, its history's among them, in a stable order.</summary>
    Task<IReadOnlyList<string>> DumpAsync(WorkspaceSchema schema);

    /// <summary>Configures a context that EF alone serves, on a schema (on SQLite a file) that the library does not know.</summary>
    void UsePlain(DbContextOptionsBuilder options, WorkspaceSchema schema);

    /// <summary>Makes the schema that must never exist.</summary>
    Task CreateTemplateSchemaAsync();

    /// <summary>Drops the workspace's tables behind the library's back.</summary>
    Task LoseAsync(WorkspaceSchema schema);

    /// <summary>Whether the engine has a schema or file for the workspace.</summary>
    Task<bool> ExistsAsync(WorkspaceSchema schema);

    /// <summary>Opens a connection without EF to where a workspace's tables lie; null for the master's.</summary>
    Task<DbConnection> OpenAsync(WorkspaceSchema? schema);

    /// <summary>Whether a reader sees the last committed rows while somebody writes, and does not wait.</summary>
    bool ReadersPassWriters { get; }

    /// <summary>
    /// Waits until the engine shows that somebody waits for a connection's transaction. On SQLite, whose locks show nobody who waits,
    /// a second.
    /// </summary>
    /// <exception cref="TimeoutException">Nobody did within half a minute.</exception>
    Task WaitUntilAwaitedAsync(DbConnection holder);

    /// <summary>A master table's full name in SQL without EF.</summary>
    string MasterTable(string table);

    /// <summary>The rows of every table of the master schema, in a stable order.</summary>
    Task<IReadOnlyList<string>> DumpMasterAsync();

    /// <summary>The id that a value read without EF is, where it is stored as EF stores ids.</summary>
    /// <exception cref="FormatException">EF would have stored it in another way.</exception>
    Guid ReadId(object value);

    /// <summary>The time in UTC that a value read without EF is, where it is stored as EF stores times.</summary>
    /// <exception cref="FormatException">EF would have stored it in another way.</exception>
    DateTime ReadTime(object value);

    /// <summary>A place for an old database with one global schema, gone with this database.</summary>
    Task<IOldPlace> CreateOldPlaceAsync();
}
