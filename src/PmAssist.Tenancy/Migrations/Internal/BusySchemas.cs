namespace PmAssist.Tenancy.Internal;

/// <summary>Repeats work on a schema that the engine itself is busy with, where it fails at once instead of waiting for a lock.</summary>
internal sealed class BusySchemas(TenancyProvider provider, TimeProvider clock)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    /// <param name="access">The schema, and how long to wait for it.</param>
    /// <param name="work">The work; a failed attempt was rolled back.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="SchemaLockedException">The engine was busy with it for longer.</exception>
    public async Task<T> RepeatAsync<T>(SchemaAccess access, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        for (var wait = FirstWait; ; wait = wait * 2 < LongestWait ? wait * 2 : LongestWait)
        {
            try
            {
                return await work(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (DatabaseError.CauseOf(exception) is { } cause && provider.Catalogue.IsBusy(cause))
            {
                if (clock.GetElapsedTime(started) + wait > access.LockTimeout)
                {
                    throw new SchemaLockedException(access.Schema, access.LockTimeout, exception);
                }
            }

            await Task.Delay(wait, clock, cancellationToken).ConfigureAwait(false);
        }
    }
}
