using System.Diagnostics;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>The cutover's spans, on a source with the core's name. Where nobody listens there is none.</summary>
internal static class CutoverSpans
{
    private static readonly ActivitySource Source = new(
        TenancyDiagnostics.SourceName, typeof(CutoverSpans).Assembly.GetName().Version!.ToString(fieldCount: 3));

    public static Activity? StartStep(string step)
        => Source.StartActivity(CutoverSignals.StepSpan)?.SetTag(CutoverSignals.StepTag, step);

    public static Activity? StartWorkspace(Guid id)
        => Source.StartActivity(CutoverSignals.WorkspaceSpan)?.SetTag(CutoverSignals.WorkspaceIdTag, id.ToString());

    /// <summary>With the error's type; its message may have values of rows in it. A canceled call is no failure.</summary>
    public static void Fail(this Activity? span, Exception exception)
        => span?.SetTag("error.type", exception.GetType().FullName)
            .SetStatus(exception is OperationCanceledException ? ActivityStatusCode.Unset : ActivityStatusCode.Error);
}
