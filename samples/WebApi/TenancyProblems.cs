using Microsoft.AspNetCore.Diagnostics;
using PmAssist.Tenancy;

namespace WebApi;

/// <summary>What the library refuses becomes an answer: its messages say what is wrong and what to do, and name no secret.</summary>
internal sealed class TenancyProblems(IProblemDetailsService problems) : IExceptionHandler
{
    public ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        int? status = exception switch
        {
            InvalidInputException => StatusCodes.Status400BadRequest,
            IntegrationNotFoundException or WorkspaceMemberNotFoundException or WorkspaceNotFoundException => StatusCodes.Status404NotFound,
            WorkspaceConflictException => StatusCodes.Status409Conflict,
            MasterUnavailableException or WorkspaceUnavailableException => StatusCodes.Status503ServiceUnavailable,
            _ => null,
        };
        if (status is null)
        {
            return new(false);
        }

        httpContext.Response.StatusCode = status.Value;
        return problems.TryWriteAsync(new()
        {
            HttpContext = httpContext,
            ProblemDetails = { Status = status, Detail = exception.Message },
        });
    }
}
