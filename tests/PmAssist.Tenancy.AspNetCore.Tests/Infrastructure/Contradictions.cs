using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.SignalR;

namespace PmAssist.Tenancy.AspNetCore.Tests;

/// <summary>What a host must not write.</summary>
public static class Contradictions
{
    [RequireWorkspace]
    [AllowNoWorkspace]
    public static string Both() => "both";

    [AllowNoWorkspace]
    public abstract class OpenHub : Hub;

    [RequireWorkspace]
    public sealed class ClosedHub : OpenHub;

    public sealed class MethodHub : Hub
    {
        [RequireWorkspace]
        [AllowNoWorkspace]
        public string Both() => "both";
    }

    /// <summary>A model of a Razor Page.</summary>
    public sealed class HandlerModel : Microsoft.AspNetCore.Mvc.RazorPages.PageModel
    {
        [RequireWorkspace]
        public IActionResult OnPostDelete() => Page();
    }
}
