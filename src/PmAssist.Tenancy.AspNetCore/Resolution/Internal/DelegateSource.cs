using System.Security.Claims;

namespace PmAssist.Tenancy.Internal;

/// <summary>The host's own way.</summary>
internal sealed class DelegateSource(Func<HttpContext, ValueTask<string?>> find) : WorkspaceSource
{
    public override bool IsDefault => true;

    public override async ValueTask<WorkspaceName> FindAsync(HttpContext context, ClaimsPrincipal user)
        => WorkspaceName.Parse(await find(context).ConfigureAwait(false));
}
