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

    /// <summary>
    /// Whether there is another round. Which moment is hit is up to chance, so more than asked for are made while too few were interrupted.
    /// </summary>
    /// <param name="round">The round, from 0.</param>
    /// <param name="isEnough">Whether enough rounds interrupted something.</param>
    public static bool Continue(int round, bool isEnough) => round < Rounds || (!isEnough && round < 3 * Rounds);
}
