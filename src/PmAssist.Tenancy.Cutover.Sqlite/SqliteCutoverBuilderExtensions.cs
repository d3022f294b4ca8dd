using PmAssist.Tenancy.Cutover.Internal;

namespace PmAssist.Tenancy.Cutover;

/// <summary>Chooses SQLite for a cutover.</summary>
public static class SqliteCutoverBuilderExtensions
{
    /// <summary>The source database and the workspaces are in SQLite.</summary>
    /// <param name="builder">The cutover's builder.</param>
    /// <returns><paramref name="builder"/>.</returns>
    public static CutoverBuilder UseSqlite(this CutoverBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.UseDialect(new SqliteCutoverDialect());
    }
}
