using System.Diagnostics;

namespace PmAssist.Tenancy.Specifications;

/// <summary>Waits for what a server shows.</summary>
public static class Waiting
{
    /// <summary>Asks until the answer is yes.</summary>
    /// <exception cref="TimeoutException">It was not within half a minute.</exception>
    public static async Task UntilAsync(Func<Task<bool>> isTrue, string what)
    {
        ArgumentNullException.ThrowIfNull(isTrue);
        var started = Stopwatch.GetTimestamp();
        while (!await isTrue())
        {
            if (Stopwatch.GetElapsedTime(started) > TimeSpan.FromSeconds(30))
            {
                throw new TimeoutException($"It was not seen within half a minute that {what}.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TestContext.Current.CancellationToken);
        }
    }
}
