using PmAssist.Tenancy.Cutover.Internal;

namespace PmAssist.Tenancy.Cutover;

/// <summary>Chooses PostgreSQL for a cutover.</summary>
public static class PostgreSqlCutoverBuilderExtensions
{
    /// <summary>The source database and the workspaces are in PostgreSQL.</summary>
    /// <param name="builder">The cutover's builder.</param>
    /// <returns><paramref name="builder"/>.</returns>
    public static CutoverBuilder UseNpgsql(this CutoverBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.UseDialect(new PostgreSqlCutoverDialect());
    }
}
