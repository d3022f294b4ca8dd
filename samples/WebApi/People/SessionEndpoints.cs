using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;

namespace WebApi.People;

internal static class SessionEndpoints
{
    public static void MapSession(this IEndpointRouteBuilder routes)
    {
        var session = routes.MapGroup("/api/session").WithTags("Session");
        var environment = routes.ServiceProvider.GetRequiredService<IHostEnvironment>();
        IReadOnlyList<Person> signInAs = environment.IsDevelopment() ? Person.All : [];

        session.MapGet("/", (HttpContext context) =>
        {
            var person = context.User.Identity?.IsAuthenticated == true ? Person.Find(context.User.GetId()) : null;
            return TypedResults.Ok(new Session(person, person is null ? [] : Person.All, signInAs));
        }).WithSummary("Who is signed in");

        session.MapDelete("/", async (HttpContext context) =>
        {
            await context.SignOutAsync();
            return TypedResults.NoContent();
        }).WithSummary("Sign out");

        // DEVELOPMENT ONLY: anybody may be anybody, with no password. Nothing of it is mapped in another environment.
        if (environment.IsDevelopment())
        {
            session.MapPost("/{personId}", SignInAsync).WithSummary("Sign in as one of three people (development only)");
        }
    }

    private static async Task<Results<NoContent, NotFound>> SignInAsync(string personId, HttpContext context)
    {
        if (Person.Find(personId) is not { } person)
        {
            return TypedResults.NotFound();
        }

        await context.SignInAsync(person);
        return TypedResults.NoContent();
    }
}
