using PmAssist.Tenancy;
using PmAssist.Tenancy.Internal;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Passes the workspace of a request on to other services.</summary>
public static class WorkspaceHttpClientBuilderExtensions
{
    /// <summary>
    /// What the client sends while a request with a workspace is served has the workspace's id in a header. Elsewhere, for example in
    /// background work, name the workspace with <see cref="ForWorkspace"/>; what names none has no header. The other service must not
    /// trust the header alone: it resolves it with <c>FromHeader</c>, which asks whether the user is a member.
    /// </summary>
    /// <param name="builder">The client, for a service that may know the workspace's id.</param>
    /// <param name="header">The header's name.</param>
    /// <exception cref="ArgumentException">The name is blank.</exception>
    public static IHttpClientBuilder AddWorkspaceHeader(this IHttpClientBuilder builder, string header)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(header);
        builder.Services.AddHttpContextAccessor();
        return builder.AddHttpMessageHandler(
            services => new WorkspaceHeaderHandler(header, services.GetRequiredService<IHttpContextAccessor>()));
    }

    /// <summary>Names the workspace that a message is for, instead of the current request's.</summary>
    /// <param name="message">The message.</param>
    /// <param name="workspace">The workspace.</param>
    public static HttpRequestMessage ForWorkspace(this HttpRequestMessage message, Workspace workspace)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(workspace);
        message.Options.Set(WorkspaceHeaderHandler.WorkspaceId, workspace.Id);
        return message;
    }
}
