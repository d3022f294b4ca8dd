using System.Data.Common;
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
}
