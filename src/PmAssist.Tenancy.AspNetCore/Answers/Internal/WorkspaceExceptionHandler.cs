using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Answers what the library refuses in an endpoint: a workspace's state, or a catalogue that is away, as the request would have been
/// answered at the door; and what somebody typed, asked for or changed too late. Used where the host has <c>UseExceptionHandler</c>.
/// </summary>
internal sealed class WorkspaceExceptionHandler(WorkspaceAnswers answers) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (WorkspaceEntrance.OutcomeOf(exception) is { } outcome)
        {
            await answers.WriteAsync(httpContext, outcome).ConfigureAwait(false);
            return true;
        }

        if (ProblemOf(exception) is { } problem)
        {
            await answers.WriteAsync(httpContext, problem).ConfigureAwait(false);
            return true;
        }

        return false;
    }

    /// <summary>These errors say what is wrong and what to do, and name no secret.</summary>
    private static ProblemDetails? ProblemOf(Exception exception)
        => exception switch
        {
            InvalidInputException invalid => new HttpValidationProblemDetails([new(invalid.Field, [invalid.Message])])
            {
                Status = StatusCodes.Status400BadRequest,
                Type = WorkspaceProblemTypes.InvalidInput,
                Title = "Invalid input",
                Detail = invalid.Message,
            },
            WorkspaceConflictException => Problem(
                StatusCodes.Status409Conflict, WorkspaceProblemTypes.Conflict, "Conflict", exception),
            WorkspaceMemberNotFoundException => Problem(
                StatusCodes.Status404NotFound, WorkspaceProblemTypes.MemberNotFound, "Member not found", exception),
            IntegrationNotFoundException => Problem(
                StatusCodes.Status404NotFound, WorkspaceProblemTypes.IntegrationNotFound, "Integration not found", exception),
            _ => null,
        };

    private static ProblemDetails Problem(int status, string type, string title, Exception exception)
        => new() { Status = status, Type = type, Title = title, Detail = exception.Message };
}
