using System.Collections.Concurrent;

namespace PmAssist.Tenancy.AspNetCore.Tests;

/// <summary>Keeps what the log scopes say of a workspace when <see cref="Category"/> logs.</summary>
[ProviderAlias("Recorder")]
public sealed class ScopeRecorder : ILoggerProvider, ISupportExternalScope
{
    public const string Category = "Here";

    private IExternalScopeProvider? _scopes;

    public ConcurrentQueue<string> Seen { get; } = new();

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
    }

    private sealed class Logger(ScopeRecorder recorder, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => recorder._scopes?.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (category != Category)
            {
                return;
            }

            var pairs = new List<string>();
            recorder._scopes?.ForEachScope(
                static (scope, pairs) => pairs.AddRange((scope as IEnumerable<KeyValuePair<string, object?>> ?? [])
                    .Where(p => p.Key.StartsWith("Workspace", StringComparison.Ordinal)).Select(p => $"{p.Key}={p.Value}")),
                pairs);
            recorder.Seen.Enqueue(string.Join(" ", pairs));
        }
    }
}
