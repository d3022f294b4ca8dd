using PmAssist.Tenancy;

namespace WebApi;

internal static class Databases
{
    /// <summary>
    /// The engine from the configuration, so from the command line too: <c>--sqlserver "…"</c> or <c>--postgresql "…"</c>; SQLite in
    /// a directory of its own (<c>--sqlite</c>) if there is neither.
    /// </summary>
    public static TenancyBuilder UseDatabase(this TenancyBuilder tenancy, IConfiguration configuration)
    {
        if (configuration["sqlserver"] is { } sqlServer)
        {
            return tenancy.UseSqlServer(sqlServer, options => options.EnableRetryOnFailure());
        }

        return configuration["postgresql"] is { } postgresql
            ? tenancy.UseNpgsql(postgresql, options => options.EnableRetryOnFailure())
            : tenancy.UseSqlite(configuration["sqlite"] ?? "webapi-data");
    }
}
