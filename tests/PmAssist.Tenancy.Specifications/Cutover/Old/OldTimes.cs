namespace PmAssist.Tenancy.Specifications.Cutover;

/// <summary>Times with the offsets that servers around the world wrote them with.</summary>
internal sealed class OldTimes(long ticksOfTime)
{
    private static readonly TimeSpan[] Offsets =
        [.. new[] { 0.0, 0, 0, 1, 2, -5, -8, 5.5, 5.75, -3.5, 14, -12, 10.5 }.Select(TimeSpan.FromHours)];

    private static readonly DateTimeOffset[] Edges =
    [
        // Both sides of the changes of 2024 in Berlin and in New York, and an hour that was there twice.
        At(2024, 3, 31, 1, 59, 59, 999_999, 1), At(2024, 3, 31, 3, 0, 0, 0, 2), At(2024, 3, 31, 2, 30, 0, 123_456, 2),
        At(2024, 10, 27, 2, 30, 0, 0, 2), At(2024, 10, 27, 2, 30, 0, 0, 1), At(2024, 3, 10, 1, 59, 59, 1, -5),
        At(2024, 11, 3, 1, 30, 0, 500_000, -4),
        At(2024, 2, 29, 23, 59, 59, 999_999, -12), At(2000, 1, 1, 0, 0, 0, 0, 14), At(1970, 1, 1, 0, 0, 0, 0, 0),
        At(1969, 12, 31, 23, 59, 59, 999_999, 0),
        At(1900, 1, 1, 0, 0, 0, 0, 0), At(1900, 1, 1, 0, 0, 0, 1, 5.5), At(1901, 12, 13, 20, 45, 52, 0, 0), At(2038, 1, 19, 3, 14, 8, 0, 0),
        At(9999, 12, 31, 23, 59, 59, 999_999, 0), At(9999, 12, 31, 12, 0, 0, 0, 2), At(2016, 12, 31, 23, 59, 59, 999_999, 0),
        At(2020, 6, 1, 12, 0, 0, 100_000, 5.75), At(2020, 6, 1, 12, 0, 0, 10, 0), At(2020, 6, 1, 12, 0, 0, 999_000, -3.5),
    ];

    public DateTimeOffset Next(ref OldRandom random)
    {
        if (random.OneIn(25))
        {
            return random.From(Edges);
        }

        var utc = new DateTimeOffset(2019, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(random.Below(150_000_000))
            .AddTicks(random.Below(10_000_000));
        return Written(random.OneIn(10) ? utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerSecond)) : utc, random.From(Offsets));
    }

    public DateTimeOffset? NextOrNull(ref OldRandom random) => random.OneIn(3) ? null : Next(ref random);

    /// <summary>Now, as a server with some offset writes it.</summary>
    public DateTimeOffset Now(ref OldRandom random) => Written(TimeProvider.System.GetUtcNow(), random.From(Offsets));

    private DateTimeOffset Written(DateTimeOffset time, TimeSpan offset) => time.AddTicks(-(time.Ticks % ticksOfTime)).ToOffset(offset);

    private static DateTimeOffset At(int year, int month, int day, int hour, int minute, int second, int microsecond, double offset)
        => new DateTimeOffset(year, month, day, hour, minute, second, TimeSpan.FromHours(offset)).AddMicroseconds(microsecond);
}
