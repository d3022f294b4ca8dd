namespace PmAssist.Tenancy.Internal;

/// <summary>The time that work on one workspace takes and may take, and how it was told to end.</summary>
internal sealed class WorkspaceTime : IDisposable
{
    private readonly TimeProvider _clock;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource? _timer;
    private readonly CancellationTokenSource? _either;

    /// <param name="clock">Measures it.</param>
    /// <param name="limit">How long it may take; null for no limit.</param>
    /// <param name="caller">The caller's token.</param>
    public WorkspaceTime(TimeProvider clock, TimeSpan? limit, CancellationToken caller)
    {
        (_clock, _caller, Limit, Token, Started) = (clock, caller, limit, caller, clock.GetTimestamp());
        if (limit is { } time)
        {
            _timer = new CancellationTokenSource(time, clock);
            _either = CancellationTokenSource.CreateLinkedTokenSource(caller, _timer.Token);
            Token = _either.Token;
        }
    }

    /// <summary>When it began, as the clock's timestamp.</summary>
    public long Started { get; }

    public TimeSpan Elapsed => _clock.GetElapsedTime(Started);

    public TimeSpan? Limit { get; }

    /// <summary>Ends the work: the caller canceled, or the time is over.</summary>
    public CancellationToken Token { get; }

    public bool IsCanceled => _caller.IsCancellationRequested;

    public bool IsOver => _timer is { IsCancellationRequested: true };

    public void Dispose()
    {
        _either?.Dispose();
        _timer?.Dispose();
    }
}
