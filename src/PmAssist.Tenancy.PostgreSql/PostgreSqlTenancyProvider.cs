using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;
using Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure;

namespace PmAssist.Tenancy.Providers;

/// <summary>
/// PostgreSQL. Schema changes run in a transaction under an advisory lock on the schema's name; <c>search_path</c> is never
/// touched, so a transaction pooler is safe for all but a migration that spans transactions, which is refused there.
/// </summary>
/// <remarks>One instance serves the whole process; safe to use from any thread.</remarks>
public sealed class PostgreSqlTenancyProvider : TenancyProvider
{
    private readonly Action<IServiceProvider?, DbContextOptionsBuilder> _configure;
    private readonly Func<DbConnection>? _createSchemaChangeConnection;

    /// <summary>Creates the engine for a connection string.</summary>
    /// <param name="connectionString">The database of the master schema and the workspaces.</param>
    /// <param name="configure">Npgsql's options.</param>
    /// <param name="schemaChangeConnectionString">A login with DDL rights for schema changes; null for the same.</param>
    /// <exception cref="ArgumentException">A connection string cannot be read.</exception>
    public PostgreSqlTenancyProvider(
        string connectionString, Action<NpgsqlDbContextOptionsBuilder>? configure = null, string? schemaChangeConnectionString = null)
        : this((_, options) => options.UseNpgsql(connectionString, configure))
    {
        ThrowIfUnreadable(connectionString, nameof(connectionString));
        if (schemaChangeConnectionString is not null)
        {
            ThrowIfUnreadable(schemaChangeConnectionString, nameof(schemaChangeConnectionString));
            _createSchemaChangeConnection = () => new NpgsqlConnection(schemaChangeConnectionString);
        }
    }

    /// <summary>Creates the engine for a data source.</summary>
    /// <param name="dataSource">The database of the master schema and the workspaces. Not disposed by the library.</param>
    /// <param name="configure">Npgsql's options.</param>
    /// <param name="schemaChangeDataSource">A login with DDL rights for schema changes; null for the same.</param>
    public PostgreSqlTenancyProvider(
        DbDataSource dataSource, Action<NpgsqlDbContextOptionsBuilder>? configure = null, DbDataSource? schemaChangeDataSource = null)
        : this((_, options) => options.UseNpgsql(dataSource, configure))
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        _createSchemaChangeConnection = schemaChangeDataSource is null ? null : schemaChangeDataSource.CreateConnection;
    }

    internal PostgreSqlTenancyProvider(
        Func<IServiceProvider, DbDataSource> dataSource, Action<NpgsqlDbContextOptionsBuilder>? configure)
        : this((services, options) => options.UseNpgsql(
            dataSource(services ?? throw new InvalidOperationException("The data source comes from services, and a context made by hand "
                + "has none.")),
            configure))
    {
    }

    private PostgreSqlTenancyProvider(Action<IServiceProvider?, DbContextOptionsBuilder> configure)
        : this(configure, new SchemaDistribution())
    {
    }

    private PostgreSqlTenancyProvider(Action<IServiceProvider?, DbContextOptionsBuilder> configure, SchemaDistribution distribution)
        : base(
            "PostgreSql",
            PostgreSqlJson.Storage,
            PostgreSqlCatalogue.For(distribution),
            PostgreSqlBulk.For(distribution),
            refuseWrites: "SET TRANSACTION READ ONLY",
            updateThenInsert: UpdateThenInsert)
        => (_configure, Distribution) = (configure, distribution);

    /// <summary>Whether <see cref="PostgreSqlTenancyBuilderExtensions.DistributeSchemas"/> was called.</summary>
    public bool DistributesSchemas => Distribution.IsOn;

    internal SchemaDistribution Distribution { get; }

    /// <summary>
    /// Whether a connection may get another server process for its next transaction, as behind a pooler in transaction mode, so that
    /// session state (locks, settings, temporary objects) is lost.
    /// </summary>
    /// <param name="connection">An open connection without a transaction.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    public static Task<bool> ChangesSessionAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return PostgreSqlPooler.ChangesProcessAsync(connection, cancellationToken);
    }

    /// <inheritdoc/>
    public override void Configure(DbContextOptionsBuilder options, IServiceProvider? services, bool isMaster)
        => _configure(services, options);

    /// <inheritdoc/>
    public override IEnumerable<string> FindUnsupportedMappings(IReadOnlyModel model) => PostgreSqlModelRules.Check(model);

    /// <inheritdoc/>
    public override Task<SchemaSession> OpenSessionAsync(DbContext context, SchemaAccess access, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(access);
        return PostgreSqlSession.OpenAsync(context, access, Distribution, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task<IReadOnlyList<string>> FindDependentsAsync(
        MasterDbContext master, WorkspaceSchema schema, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(master);
        return PostgreSqlDependents.FindAsync(
            sql =>
            {
                var command = master.Database.GetDbConnection().CreateCommand();
                command.CommandText = sql;
                return command;
            },
            schema.Name,
            cancellationToken);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<SchemaStatement> Arrange(IReadOnlyList<SchemaStatement> migration)
    {
        ArgumentNullException.ThrowIfNull(migration);
        return Distribution.IsOn ? DistributedSequence.SetHere(migration) : migration;
    }

    /// <inheritdoc/>
    public override string Script(WorkspaceScript script)
    {
        ArgumentNullException.ThrowIfNull(script);
        return Distribution.IsOn ? DistributedScript.Write(script) : PostgreSqlScript.Write(script);
    }

    /// <inheritdoc/>
    public override async Task<IReadOnlyCollection<WorkspaceSchema>> GetSchemasAsync(
        MasterDbContext master, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(master);
        var names = await master.Database
            .SqlQueryRaw<string>(@"SELECT nspname::text AS ""Value"" FROM pg_catalog.pg_namespace WHERE nspname ~ '^ws_[0-9a-f]{{32}}$'")
            .ToListAsync(cancellationToken).ConfigureAwait(false);
        return [.. names.Select(name => WorkspaceSchema.TryParse(name, out var schema) ? schema : default)];
    }

    /// <inheritdoc/>
    protected override DbConnection? CreateSchemaChangeConnection(IServiceProvider? services) => _createSchemaChangeConnection?.Invoke();

    /// <summary>
    /// Statements in WITH run to the end, whatever is read of them, and what the last one inserts is what the server reports as affected:
    /// https://www.postgresql.org/docs/current/queries-with.html#QUERIES-WITH-MODIFYING
    /// </summary>
    private static string UpdateThenInsert(string update, IReadOnlyList<string> inserts)
    {
        var others = inserts.SkipLast(1).Select((insert, i) => $", added_{i} AS ({insert} FROM changed)");
        return $"WITH changed AS ({update} RETURNING 1){string.Concat(others)}\n{inserts[^1]} FROM changed";
    }

    /// <summary>
    /// The driver reports a bad string only on first use, and does not say which string it was. The string is not shown, because it may
    /// contain a secret.
    /// </summary>
    private static void ThrowIfUnreadable(string connectionString, string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString, name);
        try
        {
            _ = new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (ArgumentException exception)
        {
            throw new ArgumentException($"The connection string cannot be read: {exception.Message.TrimEnd('.')}. Correct "
                + "it.", name, exception);
        }
    }
}
