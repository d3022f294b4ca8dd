using System.Diagnostics;

namespace PmAssist.Tenancy.Internal;

/// <summary>The library's spans. Where nobody listens there is none, and nothing is allocated.</summary>
internal static class TenancySpans
{
    private const string ErrorTypeTag = "error.type";

    public static readonly ActivitySource Source = new(
        TenancyDiagnostics.SourceName, typeof(TenancySpans).Assembly.GetName().Version!.ToString(fieldCount: 3));

    public static Activity? Start(string name, Guid workspaceId)
        => Source.HasListeners()
            ? Source.StartActivity(
                name,
                ActivityKind.Internal,
                parentContext: default,
                tags: [new(TenancySignals.WorkspaceIdTag, workspaceId.ToString())])
            : null;

    /// <param name="kind">What the run does in each workspace.</param>
    public static Activity? StartRun(string kind)
        => Source.HasListeners()
            ? Source.StartActivity(
                TenancySignals.RunSpan,
                ActivityKind.Internal,
                parentContext: default,
                tags: [new(TenancySignals.RunKindTag, kind)])
            : null;

    /// <summary>Says how a run went. It failed if a workspace failed.</summary>
    public static void EndRun(this Activity? run, int workspaces, int failed, RunStop stop)
        => run?.SetTag(TenancySignals.RunWorkspacesTag, workspaces)
            .SetTag(TenancySignals.RunFailedTag, failed)
            .SetTag(TenancySignals.OutcomeTag, stop == RunStop.None ? "completed" : TagText.Of(stop))
            .SetStatus(failed > 0 ? ActivityStatusCode.Error : ActivityStatusCode.Unset);

    /// <summary>
    /// Says that the work failed, and with which type of error. The message is logged, but not in the span: a database's message may have
    /// values of rows in it. A canceled call is no failure.
    /// </summary>
    public static void Fail(this Activity? activity, Exception exception)
        => activity?.SetTag(ErrorTypeTag, exception.GetType().FullName)
            .SetStatus(exception is OperationCanceledException ? ActivityStatusCode.Unset : ActivityStatusCode.Error);
}
