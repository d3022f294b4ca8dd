using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace PmAssist.Tenancy.Internal;

/// <summary>Work on one workspace, in a span and a log scope.</summary>
internal static class ObservedWork
{
    /// <param name="span">The span's name.</param>
    /// <param name="workspace">The workspace.</param>
    /// <param name="logger">Begins the log scope.</param>
    /// <param name="work">The work; gets the span, null if nobody listens. What it throws is the span's error.</param>
    public static async Task<T> RunAsync<T>(string span, Workspace workspace, ILogger logger, Func<Activity?, Task<T>> work)
    {
        using var activity = TenancySpans.Start(span, workspace.Id);
        using var scope = logger.BeginWorkspaceScope(workspace);
        try
        {
            return await work(activity).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            activity.Fail(exception);
            throw;
        }
    }
}
