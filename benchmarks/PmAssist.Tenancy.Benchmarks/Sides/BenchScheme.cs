using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace PmAssist.Tenancy.Benchmarks;

/// <summary>Signs everybody in as one user, at the least that a scheme can cost.</summary>
internal sealed class BenchScheme(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "bench";
    public const string User = "ada";

    private static readonly Task<AuthenticateResult> SignedIn = Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(
        new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, User)], Name)), Name)));

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => SignedIn;
}
