using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Providers;

/// <summary>
/// SQLite. It has no schemas and EF silently drops their names, so a workspace is a file of its own, next to the master's:
/// <c>pmassist_master.db</c> and <c>ws_&lt;guid&gt;.db</c> in one directory.
/// </summary>
/// <remarks>
/// For one machine: locks are file locks. One instance serves the whole process; safe to use from any thread.
/// </remarks>
public sealed class SqliteTenancyProvider : TenancyProvider
{
    private readonly Action<SqliteDbContextOptionsBuilder>? _configure;
    private readonly SqliteFiles _files;
    private readonly SqliteConnectionBudget _budget = new();

    /// <summary>Creates the engine for a directory.</summary>
    /// <param name="directory">Where the files lie; created when the master is migrated.</param>
    /// <param name="configure">SQLite's options.</param>
    public SqliteTenancyProvider(string directory, Action<SqliteDbContextOptionsBuilder>? configure = null)
        : this(FilesIn(directory)) => _configure = configure;

    private SqliteTenancyProvider(SqliteFiles files)
        : base(
            "Sqlite",
            SqliteJson.Storage,
            SqliteCatalogue.In(files),
            SqliteBulk.In(files),
            masterSharesDatabase: false,
            refuseWrites: "PRAGMA query_only = ON",
            allowWrites: "PRAGMA query_only = OFF")
        => _files = files;

    /// <inheritdoc/>
    public override void Configure(DbContextOptionsBuilder options, IServiceProvider? services, bool isMaster)
    {
        // A workspace context has no file until it is bound; opening its connection before that is refused.
        var master = services?.GetService(typeof(TenancyOptions)) is TenancyOptions tenancy
            ? tenancy.MasterSchema
            : TenancyOptions.DefaultMasterSchema;
        options.UseSqlite(SqliteFiles.ConnectionString(_files.PathOf(isMaster ? master : WorkspaceSchema.TemplateName)), _configure);

        // EF warns that it ignores the schema; here the file takes its place.
        options.ConfigureWarnings(warnings => warnings.Ignore(SqliteEventId.SchemaConfiguredWarning));
    }

    /// <inheritdoc/>
    public override void Bind(DbContext context, WorkspaceSchema schema)
    {
        ArgumentNullException.ThrowIfNull(context);
        var connection = context.GetService<IRelationalConnection>();
        connection.ConnectionString = _files.ConnectionString(schema);
        if (connection.DbConnection is SqliteConnection own)
        {
            _budget.Watch(own);
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<string> FindUnsupportedMappings(IReadOnlyModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.GetEntityTypes()
            .Where(e => e.IsSharedAcrossWorkspaces())
            .Select(
                e => $"{e.DisplayName()}: on SQLite a workspace is a file of its own, which cannot share a table. "
                    + "Map it in a context of its own.");
    }

    /// <inheritdoc/>
    public override Task<SchemaSession> OpenSessionAsync(DbContext context, SchemaAccess access, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(access);
        return SqliteSession.OpenAsync(context, _files, _budget, access, cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// EF rebuilds a table in three steps with two commits, because SQLite changes <c>PRAGMA foreign_keys</c> only outside a
    /// transaction. Here the PRAGMA is sent before and after instead, so that a rebuild is one transaction
    /// (sqlite.org/lang_altertable.html#otheralter): a crash in between cannot leave a half-copied table behind.
    /// </remarks>
    public override IReadOnlyList<SchemaStatement> Arrange(IReadOnlyList<SchemaStatement> migration)
    {
        ArgumentNullException.ThrowIfNull(migration);
        var isForeignKeyPragma = migration.ToLookup(
            s => s.OutsideTransaction && s.Text.Trim() is "PRAGMA foreign_keys = 0;" or "PRAGMA foreign_keys = 1;");
        return isForeignKeyPragma[true].Any()
            ?
            [
                new SchemaStatement("PRAGMA foreign_keys = 0;", isGenerated: true, outsideTransaction: true, isSessionSetting: true),
                .. isForeignKeyPragma[false],
                new SchemaStatement("PRAGMA foreign_keys = 1;", isGenerated: true, outsideTransaction: true, isSessionSetting: true),
            ]
            : migration;
    }

    /// <inheritdoc/>
    public override string Script(WorkspaceScript script)
    {
        ArgumentNullException.ThrowIfNull(script);
        return SqliteScript.Write(script, script.Workspace is { } one ? [one] : _files.GetSchemas());
    }

    /// <inheritdoc/>
    public override Task<IReadOnlyCollection<WorkspaceSchema>> GetSchemasAsync(MasterDbContext master, CancellationToken cancellationToken)
        => Task.FromResult(_files.GetSchemas());

    private static SqliteFiles FilesIn(string directory)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        return new SqliteFiles(Path.GetFullPath(directory));
    }
}
