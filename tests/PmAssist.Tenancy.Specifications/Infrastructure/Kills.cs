using System.Globalization;

namespace PmAssist.Tenancy.Specifications;

/// <summary>How many processes are killed in each test of crashes.</summary>
internal static class Kills
{
    /// <summary>A process takes seconds to start, so the gate has some of them; PMASSIST_KILLS asks for more.</summary>
    public static int Rounds { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("PMASSIST_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked)
            ? asked
            : 8;
}
