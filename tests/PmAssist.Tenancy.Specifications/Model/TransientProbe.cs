namespace PmAssist.Tenancy.Specifications;

/// <summary>A transient service that its container has to dispose.</summary>
public sealed class TransientProbe : IDisposable
{
    private readonly ProbeCounter _counter;

    public TransientProbe(ProbeCounter counter)
    {
        ArgumentNullException.ThrowIfNull(counter);
        _counter = counter;
        counter.Made();
    }

    public void Dispose() => _counter.Disposed();
}
