using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace PmAssist.Tenancy.Specifications;

/// <summary>Keeps what was logged, with the log scopes around it.</summary>
public sealed class LogRecorder : ILoggerProvider, ISupportExternalScope
{
    private readonly ConcurrentQueue<LogEntry> _entries = new();
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    public IReadOnlyCollection<LogEntry> Entries => _entries;

    public IReadOnlyCollection<string> Messages => [.. _entries.Select(e => e.Message)];

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
    }

    private sealed class Logger(LogRecorder recorder, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => recorder._scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var scopes = new List<KeyValuePair<string, object?>>();
            recorder._scopes.ForEachScope(
                static (scope, found) => found.AddRange(scope as IEnumerable<KeyValuePair<string, object?>> ?? []), scopes);
            recorder._entries.Enqueue(new LogEntry(category, eventId, formatter(state, exception), scopes));
        }
    }
}
