using PmAssist.Tenancy;

namespace WebApi;

/// <summary>What the library's services refuse, as answers. Their messages say what is wrong and what to do, and name no secret.</summary>
internal static class TenancyErrors
{
    public static void AddProblems(this IServiceCollection services)
        => services.AddProblemDetails(options => options.CustomizeProblemDetails = problem
            => problem.ProblemDetails.Detail ??= (problem.Exception as TenancyException)?.Message);

    public static void UseProblems(this IApplicationBuilder app)
        => app.UseStatusCodePages().UseExceptionHandler(new ExceptionHandlerOptions
        {
            StatusCodeSelector = StatusOf,
            SuppressDiagnosticsCallback = failed => StatusOf(failed.Exception) < StatusCodes.Status500InternalServerError,
        });

    private static int StatusOf(Exception exception) => exception switch
    {
        InvalidInputException => StatusCodes.Status400BadRequest,
        IntegrationNotFoundException or WorkspaceMemberNotFoundException or WorkspaceNotFoundException => StatusCodes.Status404NotFound,
        WorkspaceConflictException => StatusCodes.Status409Conflict,
        _ => StatusCodes.Status500InternalServerError,
    };
}
