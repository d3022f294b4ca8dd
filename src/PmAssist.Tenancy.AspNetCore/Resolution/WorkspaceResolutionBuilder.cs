using System.Security.Claims;
using PmAssist.Tenancy.Internal;

namespace PmAssist.Tenancy;

/// <summary>
/// Says where a request names its workspace, by id or by slug, and what a signed-in user's id is. Sources are asked in the order in
/// which they were added.
/// </summary>
/// <remarks>
/// The first source that names a workspace decides. Another part of the same request (route, host, path base, header, query) that names
/// a different one contradicts it, and the request has none. A claim and a delegate are defaults: they are not asked if an earlier source
/// names a workspace. Put a claim first if it must bind the whole request. An id has the 36 characters of a GUID with hyphens.
/// No source is trusted: the signed-in user must be a member of what it names. Valid only during the registration callback.
/// </remarks>
public sealed class WorkspaceResolutionBuilder
{
    internal WorkspaceResolutionBuilder()
    {
    }

    internal List<WorkspaceSource> Sources { get; } = [];

    internal Func<ClaimsPrincipal, string?> UserId { get; private set; } = FindUserId;

    /// <summary>From a route parameter: <c>/w/{workspace}/…</c>.</summary>
    /// <param name="parameter">The parameter's name.</param>
    /// <exception cref="ArgumentException">The name is blank.</exception>
    public WorkspaceResolutionBuilder FromRoute(string parameter)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(parameter);
        return Add(new TextSource(context => context.Request.RouteValues.TryGetValue(parameter, out var value) ? value as string : null));
    }

    /// <summary>
    /// From one label of the host's name, in upper or lower case, whatever the port. A host that does not match names no workspace. Behind
    /// a proxy the host is the one that it forwards only if the application uses <c>ForwardedHeaders</c>.
    /// </summary>
    /// <param name="pattern">With <c>{slug}</c> once, as a label of its own: <c>{slug}.example.com</c>.</param>
    /// <exception cref="ArgumentException">The pattern is not one of a host's name.</exception>
    public WorkspaceResolutionBuilder FromHost(string pattern)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(pattern);
        return Add(new HostSource(pattern));
    }

    /// <summary>From a header. Given twice, it names no workspace.</summary>
    /// <param name="name">The header's name.</param>
    /// <exception cref="ArgumentException">The name is blank.</exception>
    public WorkspaceResolutionBuilder FromHeader(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return Add(new TextSource(context => context.Request.Headers[name]));
    }

    /// <summary>From a query parameter. Given twice, it names no workspace.</summary>
    /// <param name="parameter">The parameter's name.</param>
    /// <exception cref="ArgumentException">The name is blank.</exception>
    public WorkspaceResolutionBuilder FromQuery(string parameter)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(parameter);
        return Add(new TextSource(context => context.Request.Query[parameter]));
    }

    /// <summary>
    /// From the last segment of the path base, which the application sets: <c>UsePathBase</c>, <c>Map</c>, a proxy's prefix by
    /// <c>ForwardedHeaders</c>.
    /// </summary>
    public WorkspaceResolutionBuilder FromPathBase()
        => Add(new TextSource(
            context => context.Request.PathBase.Value is { Length: > 0 } path ? path[(path.LastIndexOf('/') + 1)..] : null));

    /// <summary>From a claim of the signed-in user. Several with different values name no workspace.</summary>
    /// <param name="type">The claim's type.</param>
    /// <exception cref="ArgumentException">The type is blank.</exception>
    public WorkspaceResolutionBuilder FromClaim(string type)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(type);
        return Add(new ClaimSource(type));
    }

    /// <summary>In the host's own way.</summary>
    /// <param name="find">Gives an id or a slug; null or empty for none. May be called from any thread.</param>
    public WorkspaceResolutionBuilder From(Func<HttpContext, ValueTask<string?>> find)
    {
        ArgumentNullException.ThrowIfNull(find);
        return Add(new DelegateSource(find));
    }

    /// <summary>
    /// Says how a signed-in user's id, as <see cref="IWorkspaceMemberService"/> knows it, is found. Default: the claim
    /// <see cref="ClaimTypes.NameIdentifier"/> or <c>sub</c> of an authenticated identity.
    /// </summary>
    /// <param name="find">Gives the id; null for a user who is a member of nothing. May be called from any thread.</param>
    public WorkspaceResolutionBuilder UserIdFrom(Func<ClaimsPrincipal, string?> find)
    {
        ArgumentNullException.ThrowIfNull(find);
        UserId = find;
        return this;
    }

    private WorkspaceResolutionBuilder Add(WorkspaceSource source)
    {
        Sources.Add(source);
        return this;
    }

    private static string? FindUserId(ClaimsPrincipal user)
    {
        if (FindUserId(user.Identity as ClaimsIdentity) is { } id)
        {
            return id;
        }

        foreach (var identity in user.Identities)
        {
            if (FindUserId(identity) is { } other)
            {
                return other;
            }
        }

        return null;
    }

    private static string? FindUserId(ClaimsIdentity? identity)
        => identity is not { IsAuthenticated: true } ? null
            : identity.FindFirst(ClaimTypes.NameIdentifier) is { Value.Length: > 0 } id ? id.Value
            : identity.FindFirst("sub") is { Value.Length: > 0 } subject ? subject.Value
            : null;
}
