using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using PmAssist.Tenancy;
using WebApi.People;

namespace WebApi.Notes;

/// <summary>The notes of the workspace that the request is in, by the module's own context.</summary>
internal static class NoteEndpoints
{
    public static void MapNotes(this RouteGroupBuilder workspace)
    {
        var notes = workspace.MapGroup("/notes").WithTags("Notes");

        notes.MapGet("/", (NotesDbContext context, CancellationToken token)
            => context.Notes.OrderByDescending(n => n.WrittenUtc).Take(100).ToListAsync(token))
            .WithSummary("The newest notes");
        notes.MapPost("/", WriteAsync).RequireWorkspace(WorkspaceRole.Member).WithSummary("Write a note");
    }

    private static async Task<Ok<Note>> WriteAsync(
        NoteInput input, ClaimsPrincipal user, NotesDbContext context, TimeProvider clock, CancellationToken cancellationToken)
    {
        var note = new Note { Text = input.Text.Trim(), Author = user.GetId(), WrittenUtc = clock.GetUtcNow().UtcDateTime };
        context.Add(note);
        await context.SaveChangesAsync(cancellationToken);
        return TypedResults.Ok(note);
    }
}
