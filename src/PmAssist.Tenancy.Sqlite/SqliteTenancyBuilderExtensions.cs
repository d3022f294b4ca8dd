using Microsoft.EntityFrameworkCore.Infrastructure;

namespace PmAssist.Tenancy;

/// <summary>Chooses SQLite.</summary>
public static class SqliteTenancyBuilderExtensions
{
    /// <summary>
    /// Keeps the master in <c>pmassist_master.db</c> and each workspace in <c>ws_&lt;guid&gt;.db</c>, in one directory on this
    /// machine.
    /// </summary>
    /// <param name="builder">The library's builder.</param>
    /// <param name="directory">The directory; relative to the working directory. Created when the master is migrated.</param>
    /// <param name="configure">SQLite's options.</param>
    public static TenancyBuilder UseSqlite(
        this TenancyBuilder builder, string directory, Action<SqliteDbContextOptionsBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.UseProvider(new SqliteTenancyProvider(directory, configure));
    }
}
