using System.Diagnostics;

namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>The package's spans, on a source with the core's name. Where nobody listens there is none.</summary>
internal static class PortabilitySpans
{
    private static readonly ActivitySource Source = new(
        TenancyDiagnostics.SourceName, typeof(PortabilitySpans).Assembly.GetName().Version!.ToString(fieldCount: 3));

    /// <param name="step">What is done.</param>
    /// <param name="workspaceId">With which workspace; null if it is not known yet.</param>
    /// <param name="work">Does it, and may add to the span.</param>
    public static async Task<T> RunAsync<T>(string step, Guid? workspaceId, Func<Activity?, Task<T>> work)
    {
        Given.RequireNoTransaction();
        using var span = Source.StartActivity(PortabilitySignals.Span);
        span?.SetTag(PortabilitySignals.StepTag, step);
        if (workspaceId is { } id)
        {
            span?.SetTag(PortabilitySignals.WorkspaceIdTag, id.ToString());
        }

        try
        {
            return await work(span).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // With the error's type; its message may have values of rows in it. A canceled call is no failure.
            span?.SetTag("error.type", exception.GetType().FullName)
                .SetStatus(exception is OperationCanceledException ? ActivityStatusCode.Unset : ActivityStatusCode.Error);
            throw;
        }
    }
}
