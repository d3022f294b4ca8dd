using Microsoft.Extensions.Configuration;
using PmAssist.Tenancy;

namespace Quickstart;

internal static class Databases
{
    /// <summary>The engine from the command line: <c>--postgresql "…"</c>; SQLite in a directory of its own if there is none.</summary>
    public static TenancyBuilder UseDatabase(this TenancyBuilder tenancy, IConfiguration configuration)
        => configuration["postgresql"] is { } postgresql
            ? tenancy.UseNpgsql(postgresql)
            : tenancy.UseSqlite(configuration["sqlite"] ?? "quickstart-data");
}
