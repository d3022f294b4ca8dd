using Microsoft.AspNetCore.Mvc;

namespace PmAssist.Tenancy.AspNetCore.Tests;

/// <summary>Actions whose attributes say something else than the convention of <c>MapControllers</c>.</summary>
[Route("/w/{workspace}/mixed")]
public sealed class MixedController : Controller
{
    [HttpGet("plain")]
    public string Plain(Workspace workspace) => workspace.Slug;

    [HttpGet("admin")]
    [RequireWorkspace(WorkspaceRole.Admin)]
    public string Admin(Workspace workspace) => workspace.Slug;

    [HttpGet("open")]
    [AllowNoWorkspace]
    public string Open() => "open";
}
