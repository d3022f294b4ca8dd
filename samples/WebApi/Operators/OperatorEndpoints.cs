using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using PmAssist.Tenancy;
using WebApi.People;

namespace WebApi.Operators;

/// <summary>What the person who runs the service does. No workspace is entered, so a suspended or failed one is in reach as well.</summary>
internal static class OperatorEndpoints
{
    public static void MapOperator(this IEndpointRouteBuilder routes)
    {
        var operators = routes.MapGroup("/api/operator").WithTags("Operator").RequireAuthorization(SignIn.OperatorPolicy);

        operators.MapGet("/fleet", GetFleetAsync).WithSummary("Versions and states of all workspaces");
        operators.MapPost("/demo-workspaces", CreateDemoWorkspacesAsync).WithSummary("25 workspaces that are one version behind");
        operators.MapPost("/runs", StartRun).WithSummary("Migrate all workspaces that are behind");
        operators.MapGet("/runs/latest", FollowRun).WithSummary("The events of the latest run, as they come");
        operators.MapGet("/workspaces/{id:guid}/audit", GetAuditAsync).WithSummary("What was done to a workspace, newest first");
        operators.MapPost("/workspaces/{id:guid}/suspend", async (
            Guid id, ClaimsPrincipal user, IWorkspaceService workspaces, CancellationToken token)
            => (await workspaces.SuspendAsync(id, user.GetId(), token)).Status).WithSummary("Let nobody in for a while");
        operators.MapPost("/workspaces/{id:guid}/resume", async (
            Guid id, ClaimsPrincipal user, IWorkspaceService workspaces, CancellationToken token)
            => (await workspaces.ResumeAsync(id, user.GetId(), token)).Status).WithSummary("Let members in again");
    }

    private static async Task<FleetOverview> GetFleetAsync(
        IWorkspaceMigrator migrator, IWorkspaceService workspaces, FleetRuns runs, CancellationToken cancellationToken)
    {
        var status = await migrator.GetStatusAsync(cancellationToken);
        var ahead = status.Ahead.Select(w => w.Id).ToHashSet();
        var all = await workspaces.ListAsync(take: 1000, cancellationToken: cancellationToken);
        return new(
            status.TargetVersion,
            status.BehindCount,
            status.CurrentCount,
            status.AheadCount,
            status.FailedCount,
            runs.Latest is { IsFinished: false },
            [.. all.OrderBy(w => w.Name, StringComparer.Ordinal).Select(w => new FleetWorkspace(
                w.Id,
                w.Name,
                w.Slug,
                w.Status,
                w.DbSchemaName,
                w.SchemaVersion,
                w.SchemaFingerprint == status.TargetFingerprint ? "current" : ahead.Contains(w.Id) ? "ahead" : "behind",
                w.LastSeenUtc,
                w.LastError))]);
    }

    private static async Task<IEnumerable<AuditItem>> GetAuditAsync(
        Guid id, string? before, IAuditLog audit, CancellationToken cancellationToken)
        => (await audit.ReadAsync(id, take: 50, before, cancellationToken)).Select(AuditItem.Of);

    private static async Task<Ok<int>> CreateDemoWorkspacesAsync(
        ClaimsPrincipal user, DemoWorkspaces demo, CancellationToken cancellationToken)
    {
        await demo.CreateAsync(user.GetId(), cancellationToken);
        return TypedResults.Ok(DemoWorkspaces.Count);
    }

    private static Results<Accepted, ProblemHttpResult> StartRun(FleetRuns runs)
        => runs.TryStart(parallelism: 4)
            ? TypedResults.Accepted("/api/operator/runs/latest")
            : TypedResults.Problem("A run is under way. Follow that one.", statusCode: StatusCodes.Status409Conflict);

    /// <summary>Server-sent events; <c>Last-Event-ID</c> is what a browser sends when it lost its connection.</summary>
    private static Results<ServerSentEventsResult<FleetRunEvent>, NoContent> FollowRun(
        FleetRuns runs, [FromHeader(Name = "Last-Event-ID")] int? lastEventId, CancellationToken cancellationToken)
        => runs.Latest is { } run
            ? TypedResults.ServerSentEvents(run.FollowAsync(Math.Max(0, lastEventId ?? 0), cancellationToken))
            : TypedResults.NoContent();
}
