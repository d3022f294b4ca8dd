using Scalar.AspNetCore;
using WebApi.Workspaces;

namespace WebApi;

/// <summary>The OpenAPI document, and a page to try it on.</summary>
internal static class ApiDescription
{
    public static void AddApiDescription(this IServiceCollection services)
        => services.AddOpenApi(options => options
            .AddOperationTransformer<WorkspaceParameter>()
            .AddDocumentTransformer((document, _, _) =>
            {
                document.Info.Title = "PM Assist";
                document.Info.Description = "A sample of PmAssist.Tenancy. Sign in first: the page sends the cookie along.";
                return Task.CompletedTask;
            }));

    /// <summary>Maps both. The page brings its script along; it asks no other site and reports to none.</summary>
    public static void MapApiDescription(this IEndpointRouteBuilder routes)
    {
        routes.MapOpenApi();
        routes.MapScalarApiReference(scalar => scalar
            .WithTitle("PM Assist API")
            .DisableDefaultFonts()
            .DisableTelemetry()
            .DisableAgent()
            .DisableMcp()
            .HideDeveloperTools());
    }
}
