using System.Runtime.InteropServices;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>The first Ctrl-C, or the first request to end, cancels the run; the second one ends the process at once.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly TextWriter _talk;
    private bool _wasAsked;

    public Interruption(TextWriter talk, CancellationToken cancellationToken)
    {
        _talk = talk;
        _source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle));
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        _registrations.ForEach(r => r.Dispose());
        _source.Dispose();
    }

    private void Handle(PosixSignalContext signal)
    {
        // The first one's cancellation may be waiting for a thread still.
        if (Interlocked.Exchange(ref _wasAsked, true) || _source.IsCancellationRequested)
        {
            return;
        }

        signal.Cancel = true;
        _talk.WriteLine("\nStopping: what is under way ends first. Once more ends at once; a later run recovers.");

        // Not on the signal's thread: what the token ends runs on it.
        _ = Task.Run(_source.Cancel);
    }
}
