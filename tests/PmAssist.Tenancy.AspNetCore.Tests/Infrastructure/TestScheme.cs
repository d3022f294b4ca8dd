using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace PmAssist.Tenancy.AspNetCore.Tests;

/// <summary>Signs in whoever the header <c>Test-User</c> names; <c>Test-Claim: type=value</c> adds claims.</summary>
public sealed class TestScheme(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "Test";
    public const string UserHeader = "Test-User";
    public const string ClaimHeader = "Test-Claim";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers[UserHeader].ToString() is not { Length: > 0 } user)
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        var claims = Request.Headers[ClaimHeader].OfType<string>().Select(c => c.Split('=')).Select(c => new Claim(c[0], c[1])).ToList();
        if (user != "nobody")
        {
            claims.Add(new Claim(ClaimTypes.NameIdentifier, user));
        }

        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(
            new ClaimsPrincipal([new ClaimsIdentity([new Claim("workspace", "unsigned")]), new ClaimsIdentity(claims, Name)]), Name)));
    }
}
