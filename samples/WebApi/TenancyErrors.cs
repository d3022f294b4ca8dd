using PmAssist.Tenancy;

namespace WebApi;

/// <summary>What the library's services refuse, as answers. Their messages say what is wrong and what to do, and name no secret.</summary>
internal static class TenancyErrors
{
    public static IServiceCollection AddProblems(this IServiceCollection services)
        => services.AddProblemDetails(options => options.CustomizeProblemDetails = problem =>
        {
            if (problem.Exception is TenancyException refused && StatusOf(refused) < StatusCodes.Status500InternalServerError)
            {
                problem.ProblemDetails.Detail = refused.Message;
            }
        });

    public static void UseProblems(this IApplicationBuilder app)
        => app.UseStatusCodePages().UseExceptionHandler(new ExceptionHandlerOptions
        {
            StatusCodeSelector = StatusOf,
            SuppressDiagnosticsCallback = failed => StatusOf(failed.Exception) < StatusCodes.Status500InternalServerError,
        });

    private static int StatusOf(Exception exception) => exception switch
    {
        InvalidInputException => StatusCodes.Status400BadRequest,
        IntegrationNotFoundException or WorkspaceMemberNotFoundException => StatusCodes.Status404NotFound,
        WorkspaceConflictException => StatusCodes.Status409Conflict,
        _ => StatusCodes.Status500InternalServerError,
    };
}
