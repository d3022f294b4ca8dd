namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Puts the workspace's id into a header. A client's handlers live longer than a request, so the request is asked each time.
/// </summary>
internal sealed class WorkspaceHeaderHandler(string header, IHttpContextAccessor accessor) : DelegatingHandler
{
    public static readonly HttpRequestOptionsKey<Guid> WorkspaceId = new("PmAssist.Tenancy.WorkspaceId");

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var id = request.Options.TryGetValue(WorkspaceId, out var named) ? named : accessor.HttpContext?.GetWorkspace()?.Id;

        // A retry sends the same message again, and a header of the caller's own would make two.
        request.Headers.Remove(header);
        if (id is not null)
        {
            request.Headers.Add(header, id.Value.ToString());
        }

        return base.SendAsync(request, cancellationToken);
    }
}
