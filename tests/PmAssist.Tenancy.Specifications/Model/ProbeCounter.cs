namespace PmAssist.Tenancy.Specifications;

/// <summary>Counts the probes of a host that were made and not disposed.</summary>
public sealed class ProbeCounter
{
    private int _made;
    private int _alive;

    public int Total => Volatile.Read(ref _made);

    public int Alive => Volatile.Read(ref _alive);

    public void Made()
    {
        Interlocked.Increment(ref _made);
        Interlocked.Increment(ref _alive);
    }

    public void Disposed() => Interlocked.Decrement(ref _alive);
}
