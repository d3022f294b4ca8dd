using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace PmAssist.Tenancy.Providers;

/// <summary>
/// What the library needs to know of a database engine. Each engine's package has one; the core knows none of them.
/// </summary>
/// <remarks>
/// One instance serves the whole process: implementations are safe to use from any thread and keep no state that belongs
/// to one workspace.
/// </remarks>
public abstract class TenancyProvider
{
    /// <summary>Creates an engine.</summary>
    /// <param name="name">See <see cref="Name"/>.</param>
    /// <param name="json">How the engine keeps JSON in a column, and reads a value of it.</param>
    /// <param name="catalogue">How the engine's own catalogue is asked what really is in schemas.</param>
    /// <param name="bulk">See <see cref="Bulk"/>.</param>
    /// <param name="masterSharesDatabase">See <see cref="MasterSharesDatabase"/>. Default: true.</param>
    /// <param name="refuseWrites">See <see cref="RefuseWrites"/>. Default: null.</param>
    /// <param name="allowWrites">See <see cref="AllowWrites"/>. Default: null.</param>
    /// <param name="updateThenInsert">See <see cref="UpdateThenInsert"/>. Default: null.</param>
    protected TenancyProvider(
        string name,
        JsonStorage json,
        SchemaCatalogue catalogue,
        BulkRows bulk,
        bool masterSharesDatabase = true,
        string? refuseWrites = null,
        string? allowWrites = null,
        Func<string, IReadOnlyList<string>, string>? updateThenInsert = null)
        => (Name, Json, Catalogue, Bulk, MasterSharesDatabase, RefuseWrites, AllowWrites, UpdateThenInsert)
            = (name, json, catalogue, bulk, masterSharesDatabase, refuseWrites, allowWrites, updateThenInsert);

    /// <summary>
    /// The engine's name, and the last part of the namespace that a host keeps its migrations for this engine in, if it
    /// supports several: <c>SqlServer</c>, <c>PostgreSql</c>, <c>Sqlite</c>.
    /// </summary>
    public string Name { get; }

    /// <summary>How the engine keeps JSON in a column, and reads a value of it.</summary>
    internal JsonStorage Json { get; }

    /// <summary>How the engine's own catalogue is asked what really is in schemas.</summary>
    internal SchemaCatalogue Catalogue { get; }

    /// <summary>How the engine treats many rows.</summary>
    public BulkRows Bulk { get; }

    /// <summary>Whether the master schema and the workspaces' schemas lie in one database, so that one transaction covers both.</summary>
    public bool MasterSharesDatabase { get; }

    /// <summary>
    /// What makes an open transaction refuse writes; null where the engine has no such statement, so that it is rolled back.
    /// </summary>
    public string? RefuseWrites { get; }

    /// <summary>
    /// What allows them again, where <see cref="RefuseWrites"/> outlives its transaction on a connection that is pooled; null where it ends
    /// with it.
    /// </summary>
    public string? AllowWrites { get; }

    /// <summary>
    /// Makes one statement of an update of one row and of inserts, each an <c>INSERT … SELECT</c> without a <c>FROM</c>: all of them are
    /// done, and some rows are reported as affected, or none because the update finds no row. Null where the engine has no such statement,
    /// so that a transaction does it.
    /// </summary>
    internal Func<string, IReadOnlyList<string>, string>? UpdateThenInsert { get; }

    /// <summary>Calls the engine's <c>UseX</c> method.</summary>
    /// <param name="options">The options of a context.</param>
    /// <param name="services">The host's services, null for a context made by hand.</param>
    /// <param name="isMaster">Whether the context is the master's.</param>
    public abstract void Configure(DbContextOptionsBuilder options, IServiceProvider? services, bool isMaster);

    /// <summary>
    /// Points a context at a workspace's database, where that is not the master's. Called once per lease, before the
    /// connection is opened. Default: nothing.
    /// </summary>
    /// <param name="context">A context that has just been bound.</param>
    /// <param name="schema">Its workspace's schema.</param>
    public virtual void Bind(DbContext context, WorkspaceSchema schema)
    {
    }

    /// <summary>Names what a workspace model may not have on this engine, because it does not lie in one schema.</summary>
    /// <param name="model">The model, complete but for its initialization.</param>
    /// <returns>A sentence for each problem that says what to use instead; none by default.</returns>
    public virtual IEnumerable<string> FindUnsupportedMappings(IReadOnlyModel model) => [];

    /// <summary>
    /// Opens a context's connection for work on a schema: takes the schema's lock and begins a transaction. The context has the login for
    /// schema changes already.
    /// </summary>
    /// <param name="context">
    /// A context of the master or of the schema, its connection closed, that is used for nothing else meanwhile.
    /// </param>
    /// <param name="access">Which schema, and what for.</param>
    /// <param name="cancellationToken">Cancels the wait for the lock.</param>
    /// <returns>The open session. Disposing it without
    /// <see cref="SchemaSession.CompleteAsync"/> undoes everything.</returns>
    /// <exception cref="SchemaLockedException">The lock was not acquired in time.</exception>
    /// <exception cref="WorkspaceMigrationException">The schema is missing although it should be there.</exception>
    public abstract Task<SchemaSession> OpenSessionAsync(DbContext context, SchemaAccess access, CancellationToken cancellationToken);

    /// <summary>
    /// Names what lies outside a schema and depends on it: what dropping the schema would take along, or leave without what it
    /// reads. Changes nothing. Default: none, for an engine where nothing can depend on another schema.
    /// </summary>
    /// <param name="master">A master context with the login for schema changes, its connection open.</param>
    /// <param name="schema">The schema, which may be missing.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public virtual Task<IReadOnlyList<string>> FindDependentsAsync(
        MasterDbContext master, WorkspaceSchema schema, CancellationToken cancellationToken)
        => Task.FromResult<IReadOnlyList<string>>([]);

    /// <summary>
    /// Puts a migration's statements into the order that they are sent in, so that as much as possible runs in one transaction
    /// together with the history row. Default: as they are.
    /// </summary>
    /// <param name="migration">The statements of one migration, its history row last.</param>
    public virtual IReadOnlyList<SchemaStatement> Arrange(IReadOnlyList<SchemaStatement> migration) => migration;

    /// <summary>Writes a script for a database administrator, in the dialect of the engine's own command line.</summary>
    /// <param name="script">What it has to do.</param>
    public abstract string Script(WorkspaceScript script);

    /// <summary>
    /// A closed connection with the login for schema changes, where the host named one; null for the context's own. Default: null.
    /// </summary>
    /// <param name="services">The host's services, null for a context made by hand.</param>
    protected virtual DbConnection? CreateSchemaChangeConnection(IServiceProvider? services) => null;

    /// <summary>Reads which workspace schemas exist, including the template's if it was created by mistake.</summary>
    /// <param name="master">A master context.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public abstract Task<IReadOnlyCollection<WorkspaceSchema>> GetSchemasAsync(
        MasterDbContext master, CancellationToken cancellationToken);

    /// <summary>Gives a context the login for schema changes, where there is one.</summary>
    /// <param name="context">A context that has no open connection and is used for nothing else.</param>
    internal void UseSchemaChangeLogin(DbContext context)
    {
        var services = context.GetService<IDbContextOptions>().FindExtension<CoreOptionsExtension>()?.ApplicationServiceProvider;
        if (CreateSchemaChangeConnection(services) is { } connection)
        {
            context.Database.SetDbConnection(connection, contextOwnsConnection: true);
        }
    }
}
