using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.AspNetCore.Tests.Pages;

/// <summary>A Razor Page of a workspace.</summary>
[RequireWorkspace(WorkspaceRole.Member)]
public sealed class PageModel : Microsoft.AspNetCore.Mvc.RazorPages.PageModel
{
    public string Text { get; private set; } = "";

    public async Task OnGetAsync(Workspace workspace, WorkspaceDbContext context)
        => Text = $"{workspace.Slug} {await context.Integrations.CountAsync()}";
}
