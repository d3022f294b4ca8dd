using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using PmAssist.Tenancy;
using WebApi.People;

namespace WebApi.Projects;

/// <summary>The tasks of the workspace that the request is in. Queries name no workspace: the context is bound to it.</summary>
internal static class TaskEndpoints
{
    public static void MapTasks(this RouteGroupBuilder workspace)
    {
        var tasks = workspace.MapGroup("/tasks").WithTags("Tasks").RequireWorkspace(WorkspaceRole.Member);

        tasks.MapGet("/", (ProjectsDbContext context, CancellationToken token)
            => context.Tasks.OrderBy(t => t.IsDone).ThenBy(t => t.CreatedUtc).Take(500).ToListAsync(token))
            .RequireWorkspace(WorkspaceRole.Viewer).WithSummary("The tasks, open ones first");
        tasks.MapPost("/", AddAsync).WithSummary("Add a task");
        tasks.MapPut("/{id:guid}", ChangeAsync).WithSummary("Change a task");
        tasks.MapDelete("/{id:guid}", RemoveAsync).WithSummary("Remove a task");
    }

    private static async Task<Ok<ProjectTask>> AddAsync(
        TaskInput input, ClaimsPrincipal user, ProjectsDbContext context, TimeProvider clock, CancellationToken cancellationToken)
    {
        var task = new ProjectTask
        {
            Title = input.Title.Trim(),
            DueOn = input.DueOn,
            IsDone = input.IsDone,
            CreatedBy = user.GetId(),
            CreatedUtc = clock.GetUtcNow().UtcDateTime,
        };
        context.Add(task);
        await context.SaveChangesAsync(cancellationToken);
        return TypedResults.Ok(task);
    }

    private static async Task<Results<Ok<ProjectTask>, NotFound>> ChangeAsync(
        Guid id, TaskInput input, ProjectsDbContext context, CancellationToken cancellationToken)
    {
        if (await context.Tasks.FindAsync([id], cancellationToken) is not { } task)
        {
            return TypedResults.NotFound();
        }

        (task.Title, task.DueOn, task.IsDone) = (input.Title.Trim(), input.DueOn, input.IsDone);
        await context.SaveChangesAsync(cancellationToken);
        return TypedResults.Ok(task);
    }

    private static async Task<Results<NoContent, NotFound>> RemoveAsync(
        Guid id, ProjectsDbContext context, CancellationToken cancellationToken)
        => await context.Tasks.Where(t => t.Id == id).ExecuteDeleteAsync(cancellationToken) == 1
            ? TypedResults.NoContent()
            : TypedResults.NotFound();
}
