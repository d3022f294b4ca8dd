using System.Security.Claims;
using Microsoft.Extensions.Primitives;

namespace PmAssist.Tenancy.Internal;

/// <summary>A part of the request that is text: a header, a query parameter. Given twice, it names no workspace.</summary>
internal sealed class TextSource(Func<HttpContext, StringValues> read) : WorkspaceSource
{
    public override ValueTask<WorkspaceName> FindAsync(HttpContext context, ClaimsPrincipal user)
    {
        var texts = read(context);
        return new(texts.Count > 1 ? WorkspaceName.Impossible : WorkspaceName.Parse(texts));
    }
}
