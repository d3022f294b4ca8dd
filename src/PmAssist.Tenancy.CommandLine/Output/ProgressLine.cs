using System.Globalization;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>
/// How far something is, on standard error, once it takes longer than a second: one line that is written over in a terminal, a line now
/// and then in a file. It goes on while nothing is reported.
/// </summary>
internal sealed class ProgressLine : IDisposable
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenDrawings = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(5);

    private readonly Terminal _terminal;
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private readonly Lock _sync = new();
    private long _started;
    private string _what;
    private Func<TimeSpan, string>? _text;
    private TimeSpan _next = Quiet;
    private int _drawn;
    private bool _isQuiet;

    public ProgressLine(Terminal terminal, TimeProvider clock, string what)
    {
        (_terminal, _clock, _what, _started) = (terminal, clock, what, clock.GetTimestamp());
        _timer = clock.CreateTimer(_ => Draw(), state: null, Quiet, Quiet);
    }

    /// <summary>Says what is counted from now on.</summary>
    public ProgressLine Count(string what)
    {
        lock (_sync)
        {
            (_what, _text, _started, _next) = (what, null, _clock.GetTimestamp(), Quiet);
            return this;
        }
    }

    /// <summary>Leaves the line to a question and its answer, which take no time.</summary>
    public void Ask(Action ask)
    {
        lock (_sync)
        {
            _isQuiet = true;
            Clear();
        }

        try
        {
            ask();
        }
        finally
        {
            lock (_sync)
            {
                (_isQuiet, _started, _next) = (false, _clock.GetTimestamp(), Quiet);
            }
        }
    }

    /// <summary>Receives what a run over workspaces reports.</summary>
    public IProgress<RunProgress<T>> Of<T>()
        => new Receiver<RunProgress<T>>(p => Report(p.Done, p.Failed, p.Remaining, p.EstimatedRemaining));

    /// <param name="done">How many are done, the failed ones included.</param>
    /// <param name="failed">How many failed.</param>
    /// <param name="remaining">How many are to be done still; null if nobody knows.</param>
    /// <param name="left">How long they may take; null if that cannot be said.</param>
    public void Report(int done, int failed, int? remaining, TimeSpan? left = null)
    {
        lock (_sync)
        {
            _text = remaining == 0
                ? null
                : elapsed => TextOf(done, failed, remaining, left ?? Pace(elapsed, done, remaining), elapsed);
        }

        if (remaining != 0)
        {
            Draw();
        }
    }

    /// <summary>Leaves a terminal's line empty for what comes next.</summary>
    public void Dispose()
    {
        lock (_sync)
        {
            _isQuiet = true;
            _timer.Dispose();
            Clear();
        }
    }

    private void Draw()
    {
        lock (_sync)
        {
            var elapsed = _clock.GetElapsedTime(_started);
            if (elapsed >= _next && !_isQuiet)
            {
                _next = elapsed + (_terminal.IsErrorShown ? BetweenDrawings : BetweenLines);
                Write(_text?.Invoke(elapsed) ?? $"{_what} {Rounded(elapsed)}");
            }
        }
    }

    private void Clear()
    {
        if (_drawn > 0)
        {
            _terminal.Error.Write($"\r{new string(' ', _drawn)}\r");
            _drawn = 0;
        }
    }

    private static TimeSpan? Pace(TimeSpan elapsed, int done, int? remaining)
        => remaining is { } more && done > 0 ? elapsed / done * more : null;

    private string TextOf(int done, int failed, int? remaining, TimeSpan? left, TimeSpan elapsed)
    {
        var rate = done / elapsed.TotalSeconds;
        List<string> parts =
        [
            remaining is { } more ? Invariant($"{_what} {done:N0} of {done + more:N0}") : Invariant($"{_what} {done:N0}"),
            Invariant($"{(rate < 10 ? Math.Round(rate, 1) : Math.Round(rate)):#,0.#} a second"),
            failed > 0 ? Invariant($"{failed:N0} failed") : "",
            left is { } time ? $"about {Rounded(time)} left" : Rounded(elapsed),
        ];
        return string.Join(", ", parts.Where(p => p.Length > 0));
    }

    private static string Rounded(TimeSpan time)
        => time.TotalSeconds < 90
            ? Invariant($"{Math.Ceiling(time.TotalSeconds)} s")
            : Invariant($"{Math.Ceiling(time.TotalMinutes)} min");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private void Write(string text)
    {
        if (!_terminal.IsErrorShown)
        {
            _terminal.Error.WriteLine(text);
            return;
        }

        // A line that wraps could not be written over.
        text = text.Length < _terminal.Width ? text : text[..(_terminal.Width - 1)];
        _terminal.Error.Write($"\r{text.PadRight(_drawn)}");
        _drawn = text.Length;
    }

    private sealed class Receiver<T>(Action<T> receive) : IProgress<T>
    {
        public void Report(T value) => receive(value);
    }
}
