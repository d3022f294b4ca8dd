using System.Buffers.Binary;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure;

namespace PmAssist.Tenancy;

/// <summary>
/// PostgreSQL. Schema changes run in a transaction under an advisory lock on the schema's name; <c>search_path</c> is never
/// touched, so transaction poolers are safe.
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
    public PostgreSqlTenancyProvider(
        string connectionString, Action<NpgsqlDbContextOptionsBuilder>? configure = null, string? schemaChangeConnectionString = null)
        : this((_, options) => options.UseNpgsql(connectionString, configure))
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        if (schemaChangeConnectionString is not null)
        {
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
            dataSource(services ?? throw new InvalidOperationException("The data source is made from services, which a context made by hand has not.")),
            configure))
    {
    }

    private PostgreSqlTenancyProvider(Action<IServiceProvider?, DbContextOptionsBuilder> configure) => _configure = configure;

    /// <inheritdoc/>
    public override string Name => "PostgreSql";

    /// <inheritdoc/>
    public override string JsonColumnType => "jsonb";

    /// <inheritdoc/>
    public override void Configure(DbContextOptionsBuilder options, IServiceProvider? services, bool isMaster)
        => _configure(services, options);

    /// <inheritdoc/>
    public override IEnumerable<string> FindUnsupportedMappings(IReadOnlyModel model) => PostgreSqlModelRules.Check(model);

    /// <inheritdoc/>
    public override async Task<SchemaSession> OpenSessionAsync(DbContext context, SchemaChange change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(change);
        if (_createSchemaChangeConnection is { } create)
        {
            context.Database.SetDbConnection(create(), contextOwnsConnection: true);
        }

        var session = new Session(context, change);
        try
        {
            // Opened here, or EF would close it at the commit that comes before a command outside a transaction.
            await context.Database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await session.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await session.PrepareAsync(cancellationToken).ConfigureAwait(false);
            return session;
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// All statements go as the text of one command, which Npgsql splits itself: a batch command with several statements in it
    /// is refused by the server. Each starts on a line of its own, so a comment at the end of one cannot swallow the next.
    /// </remarks>
    public override async Task ExecuteAsync(
        DbContext context, IReadOnlyList<SchemaStatement> statements, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        await ExecuteAsync(context, string.Join("\n;\n", statements.Select(s => s.Text.TrimEnd().TrimEnd(';'))), cancellationToken)
            .ConfigureAwait(false);
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

    private static async Task<object?> ExecuteAsync(
        DbContext context, string sql, CancellationToken cancellationToken, TimeSpan wait = default)
    {
        var command = context.Database.GetDbConnection().CreateCommand();
        await using var _ = command.ConfigureAwait(false);
        command.CommandText = sql;
        command.Transaction = context.Database.CurrentTransaction?.GetDbTransaction();
        command.CommandTimeout = context.Database.GetCommandTimeout() ?? command.CommandTimeout;
        if (command.CommandTimeout > 0)
        {
            // The server gives up first, with an error that says why; 0 is no limit.
            command.CommandTimeout += (int)Math.Ceiling(wait.TotalSeconds);
        }

        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
    }

    private sealed class Session(DbContext context, SchemaChange change) : SchemaSession(context)
    {
        // Lock timeouts count whole milliseconds; 0 would mean none.
        private readonly long _lockMilliseconds = Math.Max(1, (long)change.LockTimeout.TotalMilliseconds);

        public override async Task BeginTransactionAsync(CancellationToken cancellationToken)
        {
            await Context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                // The limit is for the schema's lock alone, not for the locks that migrations take.
                await ExecuteAsync(
                    Context,
                    $"SET LOCAL lock_timeout = {_lockMilliseconds}; SELECT pg_advisory_xact_lock({LockKey(change.Schema)}); SET LOCAL lock_timeout = DEFAULT",
                    cancellationToken,
                    change.LockTimeout).ConfigureAwait(false);
            }
            catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                throw new SchemaLockedException(change, exception);
            }
        }

        public async Task PrepareAsync(CancellationToken cancellationToken)
        {
            var exists = await ExecuteAsync(
                Context, $"SELECT count(*) FROM pg_catalog.pg_namespace WHERE nspname = '{change.Schema}'", cancellationToken)
                .ConfigureAwait(false) is > 0L;
            switch (change.Kind)
            {
                case SchemaChangeKind.Create when !exists:
                    await ExecuteAsync(Context, $"CREATE SCHEMA \"{change.Schema}\"", cancellationToken).ConfigureAwait(false);
                    break;
                case SchemaChangeKind.Migrate when !exists:
                    throw new WorkspaceMigrationException(
                        $"The schema {change.Schema} is not in the database, although the catalogue has it. Restore it from a backup, or delete the workspace.");
                case SchemaChangeKind.Drop when exists:
                    await ExecuteAsync(Context, $"DROP SCHEMA \"{change.Schema}\" CASCADE", cancellationToken).ConfigureAwait(false);
                    break;
            }
        }

        /// <summary>64 bits of a hash of the schema and the purpose, so that hosts' own advisory locks do not collide.</summary>
        private static long LockKey(string schema)
            => BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"PmAssist.Tenancy:schema:{schema}")));
    }
}
