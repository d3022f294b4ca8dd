using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace WebApi.People;

/// <summary>Who is signed in: a cookie, and the policy for operators.</summary>
internal static class SignIn
{
    public const string OperatorPolicy = "operator";

    private const string Scheme = CookieAuthenticationDefaults.AuthenticationScheme;

    public static IServiceCollection AddSignIn(this IServiceCollection services)
    {
        services.AddAuthentication(Scheme).AddCookie(cookie =>
        {
            cookie.Cookie.Name = "pmassist-sample";

            // No page of another site can act as whoever is signed in here.
            cookie.Cookie.SameSite = SameSiteMode.Strict;

            // The callers are scripts: they are told the status, not sent to a page.
            cookie.Events.OnRedirectToLogin = context => Answer(context, StatusCodes.Status401Unauthorized);
            cookie.Events.OnRedirectToAccessDenied = context => Answer(context, StatusCodes.Status403Forbidden);
        });
        services.AddAuthorizationBuilder().AddPolicy(OperatorPolicy, policy => policy.RequireRole(OperatorPolicy));
        return services;
    }

    public static string GetId(this ClaimsPrincipal user) => user.FindFirstValue(ClaimTypes.NameIdentifier)!;

    public static Task SignInAsync(this HttpContext context, Person person)
    {
        var identity = new ClaimsIdentity(
            [new(ClaimTypes.NameIdentifier, person.Id), new(ClaimTypes.Name, person.Name)], authenticationType: Scheme);
        if (person.IsOperator)
        {
            identity.AddClaim(new(ClaimTypes.Role, OperatorPolicy));
        }

        return context.SignInAsync(Scheme, new ClaimsPrincipal(identity));
    }

    private static Task Answer(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
