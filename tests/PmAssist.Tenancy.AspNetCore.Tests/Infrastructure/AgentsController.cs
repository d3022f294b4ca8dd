using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.AspNetCore.Tests;

/// <summary>A controller with the conventions of an API.</summary>
[ApiController]
[Route("/w/{workspace}/agents")]
[RequireWorkspace]
public sealed class AgentsController : ControllerBase
{
    [HttpGet]
    public async Task<string> IndexAsync(Workspace workspace, WorkspaceDbContext context)
        => $"{workspace.Slug} {await context.Agents.CountAsync()}";
}
