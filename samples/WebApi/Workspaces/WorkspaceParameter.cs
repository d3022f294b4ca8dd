using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using PmAssist.Tenancy;

namespace WebApi.Workspaces;

/// <summary>Describes <c>{workspace}</c> of a path, which no endpoint takes itself: it has become the request's workspace before.</summary>
internal sealed class WorkspaceParameter : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<RequireWorkspaceAttribute>().Any())
        {
            operation.Parameters ??= [];
            operation.Parameters.Insert(0, new OpenApiParameter
            {
                Name = "workspace",
                In = ParameterLocation.Path,
                Required = true,
                Description = "The slug of the workspace, or its id.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            });
        }

        return Task.CompletedTask;
    }
}
