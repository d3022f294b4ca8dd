using Microsoft.Extensions.Configuration;
using PmAssist.Tenancy;

namespace Quickstart;

internal static class Databases
{
    // A first try of a wrong connection string ends soon; a real host waits longer for its server, with EnableRetryOnFailure().
    private const int Retries = 2;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The engine from the command line: <c>--sqlserver "…"</c> or <c>--postgresql "…"</c>; SQLite in a directory of its own if
    /// there is neither.
    /// </summary>
    public static TenancyBuilder UseDatabase(this TenancyBuilder tenancy, IConfiguration configuration)
    {
        if (configuration["sqlserver"] is { } sqlServer)
        {
            return tenancy.UseSqlServer(sqlServer, options => options.EnableRetryOnFailure(Retries, LongestWait, errorNumbersToAdd: null));
        }

        return configuration["postgresql"] is { } postgresql
            ? tenancy.UseNpgsql(postgresql, options => options.EnableRetryOnFailure(Retries, LongestWait, errorCodesToAdd: null))
            : tenancy.UseSqlite(configuration["sqlite"] ?? "quickstart-data");
    }
}
