namespace PmAssist.Tenancy.Internal;

internal static class Clock
{
    /// <summary>
    /// The current time, truncated to what every engine can store: PostgreSQL's timestamps count microseconds, .NET's ticks are ten times
    /// finer.
    /// </summary>
    public static DateTime UtcNowInMicroseconds(this TimeProvider clock)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
