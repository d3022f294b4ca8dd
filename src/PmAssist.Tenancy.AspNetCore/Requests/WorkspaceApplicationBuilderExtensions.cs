using PmAssist.Tenancy.Internal;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Puts the workspace into a host's pipeline.</summary>
public static class WorkspaceApplicationBuilderExtensions
{
    /// <summary>
    /// Leads each request whose endpoint requires a workspace into it, or answers why not; lets all others pass. Comes after routing and
    /// authentication, which a <c>WebApplication</c> has at its beginning unless the host adds them itself.
    /// </summary>
    /// <param name="app">The host's pipeline.</param>
    /// <exception cref="InvalidOperationException"><c>AddWorkspaceResolution</c> was not called.</exception>
    public static IApplicationBuilder UseWorkspaces(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var check = app.ApplicationServices.GetService<PipelineCheck>()
            ?? throw new InvalidOperationException(
                "Nothing says where a request names its workspace. Call builder.Services.AddWorkspaceResolution(resolve => …).");
        check.IsInPipeline = true;
        return app.UseMiddleware<WorkspaceMiddleware>();
    }
}
