using System.Data.Common;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace PmAssist.Tenancy.Providers;

/// <summary>
/// SQL Server and Azure SQL. Schema changes run in a transaction under an application lock on the schema's name, against a
/// database that exists: the library sends no <c>CREATE DATABASE</c> or <c>ALTER DATABASE</c>.
/// </summary>
/// <remarks>One instance serves the whole process; safe to use from any thread.</remarks>
public sealed class SqlServerTenancyProvider : TenancyProvider
{
    /// <summary>How long the list of schemas waits for another process that is creating or dropping one.</summary>
    private static readonly TimeSpan ListingLockTimeout = TimeSpan.FromSeconds(10);

    private readonly Action<IServiceProvider?, DbContextOptionsBuilder> _configure;
    private readonly Func<IServiceProvider?, DbConnection>? _createSchemaChangeConnection;

    /// <summary>Creates the engine for a connection string.</summary>
    /// <param name="connectionString">The database of the master schema and the workspaces.</param>
    /// <param name="configure">SQL Server's options.</param>
    /// <param name="schemaChangeConnectionString">A login with DDL rights for schema changes; null for the same.</param>
    /// <exception cref="ArgumentException">A connection string cannot be read.</exception>
    public SqlServerTenancyProvider(
        string connectionString, Action<SqlServerDbContextOptionsBuilder>? configure = null, string? schemaChangeConnectionString = null)
        : this((_, options) => options.UseSqlServer(connectionString, configure))
    {
        ThrowIfUnreadable(connectionString, nameof(connectionString));
        if (schemaChangeConnectionString is not null)
        {
            ThrowIfUnreadable(schemaChangeConnectionString, nameof(schemaChangeConnectionString));
            _createSchemaChangeConnection = _ => new SqlConnection(schemaChangeConnectionString);
        }
    }

    /// <summary>Creates the engine for connections that are created from services.</summary>
    /// <param name="connection">Makes a closed connection; called once for each context instance, which owns it.</param>
    /// <param name="configure">SQL Server's options.</param>
    /// <param name="schemaChangeConnection">Makes a closed connection with DDL rights for schema changes; null for the same.</param>
    internal SqlServerTenancyProvider(
        Func<IServiceProvider, DbConnection> connection,
        Action<SqlServerDbContextOptionsBuilder>? configure,
        Func<IServiceProvider, DbConnection>? schemaChangeConnection)
        : this((services, options) => options
            .UseSqlServer(configure)
            .AddInterceptors(new SqlServerConnectionSource(() => connection(Required(services)))))
        => _createSchemaChangeConnection = schemaChangeConnection is null ? null : services => schemaChangeConnection(Required(services));

    private SqlServerTenancyProvider(Action<IServiceProvider?, DbContextOptionsBuilder> configure)
        : base("SqlServer", SqlServerJson.Storage, SqlServerCatalogue.Catalogue, SqlServerBulk.Rows)
        => _configure = configure;

    /// <inheritdoc/>
    public override void Configure(DbContextOptionsBuilder options, IServiceProvider? services, bool isMaster)
        => _configure(services, options);

    /// <inheritdoc/>
    public override IEnumerable<string> FindUnsupportedMappings(IReadOnlyModel model) => SqlServerModelRules.Check(model);

    /// <inheritdoc/>
    public override Task<SchemaSession> OpenSessionAsync(DbContext context, SchemaAccess access, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(access);
        return SqlServerSession.OpenAsync(context, access, cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<string>> FindDependentsAsync(
        MasterDbContext master, WorkspaceSchema schema, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(master);
        var dependents = await SqlServerDependents
            .ReadAsync(master, schema.Name, ListingLockTimeout, cancellationToken).ConfigureAwait(false);
        return [.. dependents.Select(d => d.Description)];
    }

    /// <inheritdoc/>
    public override string Script(WorkspaceScript script)
    {
        ArgumentNullException.ThrowIfNull(script);
        return SqlServerScript.Write(script);
    }

    /// <inheritdoc/>
    public override async Task<IReadOnlyCollection<WorkspaceSchema>> GetSchemasAsync(
        MasterDbContext master, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(master);
        return await master.Database.CreateExecutionStrategy().ExecuteAsync(
            async token =>
            {
                await master.Database.OpenConnectionAsync(token).ConfigureAwait(false);
                try
                {
                    var rows = await SqlServerCommands.QueryCatalogueAsync(
                        master,
                        "SELECT name FROM sys.schemas WHERE name COLLATE Latin1_General_BIN2 LIKE N'ws[_]%'",
                        ListingLockTimeout,
                        token).ConfigureAwait(false);
                    return WorkspaceSchemasIn(rows);
                }
                finally
                {
                    await master.Database.CloseConnectionAsync().ConfigureAwait(false);
                }
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override DbConnection? CreateSchemaChangeConnection(IServiceProvider? services)
        => _createSchemaChangeConnection?.Invoke(services);

    /// <summary>
    /// The driver reports a bad string only on first use, and does not say which string it was. The string is not shown, because it may
    /// contain a secret.
    /// </summary>
    private static void ThrowIfUnreadable(string connectionString, string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString, name);
        try
        {
            _ = new SqlConnectionStringBuilder(connectionString);
        }
        catch (ArgumentException exception)
        {
            throw new ArgumentException($"The connection string cannot be read: {exception.Message.TrimEnd('.')}. Correct "
                + "it.", name, exception);
        }
    }

    private static List<WorkspaceSchema> WorkspaceSchemasIn(List<object[]> rows)
    {
        var schemas = new List<WorkspaceSchema>();
        foreach (var row in rows)
        {
            // Another application's schema may begin with ws_ too.
            if (WorkspaceSchema.TryParse(row[0] as string, out var schema))
            {
                schemas.Add(schema);
            }
        }

        return schemas;
    }

    private static IServiceProvider Required(IServiceProvider? services)
        => services ?? throw new InvalidOperationException(
            "The connection is created from services, and a context made by hand has none. Use a connection string there.");
}
