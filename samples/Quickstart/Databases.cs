using Microsoft.Extensions.Configuration;
using PmAssist.Tenancy;

namespace Quickstart;

internal static class Databases
{
    // A first try of a wrong connection string ends soon; a real host waits longer for its server, with EnableRetryOnFailure().
    private const int Retries = 2;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    private const string Usage =
        "Use --sqlserver \"<connection string>\", --postgresql \"<connection string>\" or --sqlite <directory>; with none, SQLite. "
        + "A verb comes behind it: --help lists them.";

    private static readonly string[] Options = ["sqlserver", "postgresql", "sqlite"];

    /// <summary>Looks at what comes before a verb; the verb looks at the rest.</summary>
    /// <exception cref="ArgumentException">An argument is no option of this program, or an option has no value.</exception>
    public static void RefuseUnknownOptions(string[] args)
    {
        for (var i = 0; i < args.Length && args[i].StartsWith("--", StringComparison.Ordinal); i++)
        {
            if (args[i] is "--help" or "--json" or "--yes" or "--verbose")
            {
                return;
            }

            var (name, inline) = args[i].Split('=', 2) is [var before, var after] ? (before, after) : (args[i], null);
            if (!Options.Contains(name[2..], StringComparer.OrdinalIgnoreCase))
            {
                throw new ArgumentException($"There is no option '{args[i]}'. {Usage}");
            }

            if (string.IsNullOrWhiteSpace(inline ?? args.ElementAtOrDefault(++i)))
            {
                throw new ArgumentException($"{name} has no value. {Usage}");
            }
        }
    }

    /// <summary>The tour takes nothing but the options.</summary>
    /// <exception cref="ArgumentException">There is something else, and no verb.</exception>
    public static void RefuseArguments(string[] args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal))
            {
                throw new ArgumentException($"There is no verb '{args[i]}'. {Usage}");
            }

            i += args[i].Contains('=') ? 0 : 1;
        }
    }

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
