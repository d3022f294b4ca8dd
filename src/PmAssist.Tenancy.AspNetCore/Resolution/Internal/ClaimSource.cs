using System.Security.Claims;

namespace PmAssist.Tenancy.Internal;

/// <summary>A claim of the signed-in user. Several with different values name no workspace.</summary>
internal sealed class ClaimSource(string type) : WorkspaceSource
{
    public override bool IsDefault => true;

    public override ValueTask<WorkspaceName> FindAsync(HttpContext context, ClaimsPrincipal user)
    {
        WorkspaceName name = default;
        foreach (var identity in user.Identities)
        {
            if (!identity.IsAuthenticated)
            {
                continue;
            }

            foreach (var claim in identity.FindAll(type))
            {
                name = name.And(WorkspaceName.Parse(claim.Value));
            }
        }

        return new(name);
    }
}
