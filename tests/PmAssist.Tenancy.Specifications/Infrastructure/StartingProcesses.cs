namespace PmAssist.Tenancy.Specifications;

/// <summary>
/// The processes of the next rounds, which take a while to start. They touch nothing but what is their own until they are let go.
/// </summary>
internal sealed class StartingProcesses : IAsyncDisposable
{
    private readonly Queue<Task<CrashHost>> _starting;
    private readonly Func<Task<CrashHost>> _start;
    private int _left;

    /// <param name="start">Starts one.</param>
    /// <param name="count">How many will be needed at least; they are started ahead of time.</param>
    public StartingProcesses(Func<Task<CrashHost>> start, int count)
    {
        _start = start;
        _left = count - 2;
        _starting = new([start(), start()]);
    }

    public Task<CrashHost> NextAsync()
    {
        if (_left-- > 0)
        {
            _starting.Enqueue(_start());
        }

        return _starting.Count > 0 ? _starting.Dequeue() : _start();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _starting)
        {
            (await process).Dispose();
        }
    }
}
