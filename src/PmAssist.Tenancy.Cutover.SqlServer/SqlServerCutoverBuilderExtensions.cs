using PmAssist.Tenancy.Cutover.Internal;

namespace PmAssist.Tenancy.Cutover;

/// <summary>Chooses SQL Server for a cutover.</summary>
public static class SqlServerCutoverBuilderExtensions
{
    /// <summary>The source database and the workspaces are in SQL Server.</summary>
    /// <param name="builder">The cutover's builder.</param>
    /// <returns><paramref name="builder"/>.</returns>
    public static CutoverBuilder UseSqlServer(this CutoverBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.UseDialect(new SqlServerCutoverDialect());
    }
}
