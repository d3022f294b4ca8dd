using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace PmAssist.Tenancy.Internal;

/// <summary>Answers a request that does not get into a workspace, or that the library refuses there. Singleton.</summary>
internal sealed class WorkspaceAnswers(IProblemDetailsService problems)
{
    /// <summary>Long enough that a crowd does not hammer a database that comes back, short enough for somebody who waits.</summary>
    private const string RetryAfterSeconds = "5";

    public async Task WriteAsync(HttpContext context, WorkspaceOutcome outcome)
    {
        if (outcome == WorkspaceOutcome.NoUser && await HasSchemeAsync(context).ConfigureAwait(false))
        {
            await context.ChallengeAsync().ConfigureAwait(false);
            return;
        }

        await WriteAsync(context, ProblemOf(outcome)).ConfigureAwait(false);
    }

    public async Task WriteAsync(HttpContext context, ProblemDetails problem)
    {
        var response = context.Response;
        response.StatusCode = problem.Status!.Value;

        // A cache between user and host may keep a 404 and a 410 and give it to a member.
        response.Headers[HeaderNames.CacheControl] = "no-store";
        if (response.StatusCode == StatusCodes.Status503ServiceUnavailable)
        {
            response.Headers[HeaderNames.RetryAfter] = RetryAfterSeconds;
        }

        await problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = context, ProblemDetails = problem }).ConfigureAwait(false);
    }

    /// <summary>The same for a caller that reads a sentence and no status.</summary>
    public static string TextOf(WorkspaceOutcome outcome) => ProblemOf(outcome).Detail!;

    private static async Task<bool> HasSchemeAsync(HttpContext context)
        => context.RequestServices.GetService<IAuthenticationSchemeProvider>() is { } schemes
            && await schemes.GetDefaultChallengeSchemeAsync().ConfigureAwait(false) is not null;

    private static ProblemDetails ProblemOf(WorkspaceOutcome outcome)
        => outcome switch
        {
            WorkspaceOutcome.NoUser => Problem(
                401, WorkspaceProblemTypes.NotSignedIn, "Not signed in", "Only a member of the workspace can do this. Sign in."),
            WorkspaceOutcome.RoleTooLow => Problem(
                403, WorkspaceProblemTypes.RoleTooLow, "Not allowed", "Your role in this workspace does not allow this."),
            WorkspaceOutcome.Suspended => Problem(
                403, WorkspaceProblemTypes.Suspended, "Workspace suspended", "The workspace is switched off for a while."),
            WorkspaceOutcome.Gone => Problem(
                410, WorkspaceProblemTypes.Gone, "Workspace gone", "The workspace is archived, or is being deleted."),
            WorkspaceOutcome.NotReady => Problem(
                503, WorkspaceProblemTypes.NotReady, "Workspace not ready", "The workspace is not ready yet. Try again in a few seconds."),
            WorkspaceOutcome.CatalogueAway => Problem(
                503, WorkspaceProblemTypes.CatalogueAway, "Not available", "Workspaces cannot be reached now. Try again in a few seconds."),
            _ => Problem(
                404, WorkspaceProblemTypes.NotFound, "Workspace not found", "There is no such workspace, or you are not a member of it."),
        };

    private static ProblemDetails Problem(int status, string type, string title, string detail)
        => new() { Status = status, Type = type, Title = title, Detail = detail };
}
