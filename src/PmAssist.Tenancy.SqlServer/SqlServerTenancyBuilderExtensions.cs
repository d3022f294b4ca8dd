using System.Data.Common;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace PmAssist.Tenancy;

/// <summary>Chooses SQL Server.</summary>
public static class SqlServerTenancyBuilderExtensions
{
    /// <summary>Keeps the master schema and the workspaces in a SQL Server database, version 2016 or newer, or in Azure SQL.</summary>
    /// <param name="builder">The library's builder.</param>
    /// <param name="connectionString">The database, which has to exist.</param>
    /// <param name="configure">SQL Server's options, for example <c>sqlServer => sqlServer.EnableRetryOnFailure()</c>.</param>
    /// <param name="schemaChangeConnectionString">A login with DDL rights for schema changes; null for the same.</param>
    public static TenancyBuilder UseSqlServer(
        this TenancyBuilder builder,
        string connectionString,
        Action<SqlServerDbContextOptionsBuilder>? configure = null,
        string? schemaChangeConnectionString = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.UseProvider(new SqlServerTenancyProvider(connectionString, configure, schemaChangeConnectionString));
    }

    /// <inheritdoc cref="UseSqlServer(TenancyBuilder, string, Action{SqlServerDbContextOptionsBuilder}?, string?)"/>
    /// <param name="builder">The library's builder.</param>
    /// <param name="connection">
    /// Makes a closed connection, for example a <c>SqlConnection</c> with an <c>AccessTokenCallback</c>. Called once for each
    /// context instance, which owns the connection and, because it is pooled, may open it again hours later, when a fixed
    /// <c>AccessToken</c> has expired.
    /// </param>
    /// <param name="configure">SQL Server's options.</param>
    /// <param name="schemaChangeConnection">The same for a login with DDL rights for schema changes; null for the same login.</param>
    public static TenancyBuilder UseSqlServer(
        this TenancyBuilder builder,
        Func<IServiceProvider, DbConnection> connection,
        Action<SqlServerDbContextOptionsBuilder>? configure = null,
        Func<IServiceProvider, DbConnection>? schemaChangeConnection = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(connection);
        return builder.UseProvider(new SqlServerTenancyProvider(connection, configure, schemaChangeConnection));
    }
}
