using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.AspNetCore.Tests;

/// <summary>A controller with views' conventions, so its parameters are bound as MVC's are.</summary>
[Route("/w/{workspace}/notes")]
[RequireWorkspace(WorkspaceRole.Member)]
public sealed class NotesController : Controller
{
    [HttpGet]
    public async Task<string> IndexAsync(Workspace workspace, WorkspaceDbContext context)
        => $"{workspace.Slug} {await context.Integrations.CountAsync()}";

    [HttpGet("admin")]
    [RequireWorkspace(WorkspaceRole.Admin)]
    public string Admin(Workspace workspace) => workspace.Slug;

    [HttpGet("open")]
    [AllowNoWorkspace]
    public string Open() => HttpContext.GetWorkspace()?.Slug ?? "none";
}
