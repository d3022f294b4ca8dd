using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace PmAssist.Tenancy.Specifications;

/// <summary>
/// Starts a span for each command as OpenTelemetry.Instrumentation.EntityFrameworkCore does (EntityFrameworkDiagnosticListener): when EF
/// reports that it was created, with the database as <c>db.namespace</c>. Only inside one trace.
/// </summary>
public sealed class EfInstrumentation : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private readonly ActivityTraceId _trace;
    private readonly List<Activity> _spans = [];
    private readonly List<IDisposable> _subscriptions = [];
    private readonly Lock _sync = new();

    public EfInstrumentation(ActivityTraceId trace)
    {
        _trace = trace;
        _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
    }

    public IReadOnlyList<Activity> Spans
    {
        get
        {
            lock (_sync)
            {
                return [.. _spans];
            }
        }
    }

    public void Dispose() => _subscriptions.ForEach(s => s.Dispose());

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void OnNext(DiagnosticListener value)
    {
        if (value?.Name == DbLoggerCategory.Name)
        {
            lock (_sync)
            {
                _subscriptions.Add(value.Subscribe(this));
            }
        }
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (Activity.Current is not { } current || current.TraceId != _trace)
        {
            return;
        }

        if (value is { Value: CommandEndEventData created } && value.Key == RelationalEventId.CommandCreated.Name)
        {
            var span = new Activity("ef").Start();
            span.SetTag("db.namespace", created.Connection.Database);
            lock (_sync)
            {
                _spans.Add(span);
            }
        }
        else if (current.OperationName == "ef"
            && (value.Key == RelationalEventId.CommandExecuted.Name || value.Key == RelationalEventId.CommandError.Name))
        {
            current.Stop();
        }
    }
}
