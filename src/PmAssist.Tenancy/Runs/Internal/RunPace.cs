namespace PmAssist.Tenancy.Internal;

/// <summary>
/// How long the rest of a run may take. Only what begins after the first one is done is counted: until then models are built, code is
/// compiled and connections are opened, once for all of them. Not safe for several threads.
/// </summary>
internal sealed class RunPace(TimeProvider clock, int parallelism)
{
    private long? _warm;
    private TimeSpan _total;
    private int _count;

    /// <param name="started">When the one that is done now began.</param>
    /// <param name="remaining">How many are still to be done.</param>
    /// <returns>Null while nothing can be said.</returns>
    public TimeSpan? Done(long started, int remaining)
    {
        var now = clock.GetTimestamp();
        if (_warm is { } warm && started >= warm)
        {
            _total += clock.GetElapsedTime(started, now);
            _count++;
        }

        _warm ??= now;
        return remaining == 0 ? TimeSpan.Zero
            : _count == 0 ? null
            : _total / _count * remaining / Math.Min(parallelism, remaining);
    }
}
