using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure;

namespace PmAssist.Tenancy;

/// <summary>Chooses PostgreSQL.</summary>
public static class PostgreSqlTenancyBuilderExtensions
{
    /// <summary>Keeps the master schema and the workspaces in a PostgreSQL database, version 13 or newer.</summary>
    /// <param name="builder">The library's builder.</param>
    /// <param name="connectionString">The database, which has to exist.</param>
    /// <param name="configure">Npgsql's options, for example <c>npgsql => npgsql.EnableRetryOnFailure()</c>.</param>
    /// <param name="schemaChangeConnectionString">A login with DDL rights for schema changes; null for the same.</param>
    public static TenancyBuilder UseNpgsql(
        this TenancyBuilder builder,
        string connectionString,
        Action<NpgsqlDbContextOptionsBuilder>? configure = null,
        string? schemaChangeConnectionString = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.UseProvider(new PostgreSqlTenancyProvider(connectionString, configure, schemaChangeConnectionString));
    }

    /// <inheritdoc cref="UseNpgsql(TenancyBuilder, string, Action{NpgsqlDbContextOptionsBuilder}?, string?)"/>
    /// <param name="builder">The library's builder.</param>
    /// <param name="dataSource">The database, for example an <c>NpgsqlDataSource</c>. Not disposed by the library.</param>
    /// <param name="configure">Npgsql's options.</param>
    /// <param name="schemaChangeDataSource">A login with DDL rights for schema changes; null for the same.</param>
    public static TenancyBuilder UseNpgsql(
        this TenancyBuilder builder,
        DbDataSource dataSource,
        Action<NpgsqlDbContextOptionsBuilder>? configure = null,
        DbDataSource? schemaChangeDataSource = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.UseProvider(new PostgreSqlTenancyProvider(dataSource, configure, schemaChangeDataSource));
    }

    /// <inheritdoc cref="UseNpgsql(TenancyBuilder, string, Action{NpgsqlDbContextOptionsBuilder}?, string?)"/>
    /// <param name="builder">The library's builder.</param>
    /// <param name="dataSource">Finds the data source in the host's services, for example one with token logins.</param>
    /// <param name="configure">Npgsql's options.</param>
    public static TenancyBuilder UseNpgsql(
        this TenancyBuilder builder,
        Func<IServiceProvider, DbDataSource> dataSource,
        Action<NpgsqlDbContextOptionsBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(dataSource);
        return builder.UseProvider(new PostgreSqlTenancyProvider(dataSource, configure));
    }

    /// <summary>
    /// Distributes workspaces over the nodes of a Citus cluster: each new workspace's schema is a shard of its own, on one of the nodes.
    /// Registers <see cref="IWorkspacePlaces"/>, for those that are there already and for moving them. Call it after <c>UseNpgsql</c>.
    /// </summary>
    /// <param name="builder">The library's builder.</param>
    /// <param name="masterOnAllNodes">
    /// Whether the master's tables are made visible on all nodes, for applications that connect to workers; their rows stay on the
    /// coordinator. Default: false, for applications that connect to the coordinator.
    /// </param>
    /// <exception cref="InvalidOperationException">PostgreSQL was not chosen before.</exception>
    /// <remarks>
    /// Needs the extension Citus 12.0 or newer, 12.1 for moving, and a login for schema changes on the coordinator. It is checked when the
    /// host starts and before a schema is created, which throws <see cref="DistributionException"/>.
    /// </remarks>
    public static TenancyBuilder DistributeSchemas(this TenancyBuilder builder, bool masterOnAllNodes = false)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (builder.Provider is not PostgreSqlTenancyProvider provider)
        {
            throw new InvalidOperationException("DistributeSchemas is an option of PostgreSQL. Call UseNpgsql before it.");
        }

        provider.Distribution.TurnOn(masterOnAllNodes);
        builder.Services.AddSingleton(provider.Distribution);
        builder.Services.AddHostedService<DistributionStartup>();
        builder.Services.TryAddSingleton<PlaceChanges>();
        builder.Services.TryAddSingleton<IWorkspacePlaces, WorkspacePlaces>();
        builder.Services.AddSingleton<IDatabaseExaminer, DistributionExaminer>();
        return builder;
    }
}
