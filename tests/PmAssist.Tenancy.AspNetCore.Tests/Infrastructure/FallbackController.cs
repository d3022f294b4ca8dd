using Microsoft.AspNetCore.Mvc;

namespace PmAssist.Tenancy.AspNetCore.Tests;

/// <summary>A controller that is reached by dynamic routes alone.</summary>
public sealed class FallbackController : Controller
{
    public string Plain() => "plain";

    [RequireWorkspace(WorkspaceRole.Admin)]
    public string Admin() => "admin";
}
