using Microsoft.AspNetCore.SignalR;
using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.AspNetCore.Tests;

/// <summary>
/// A hub of a workspace. SignalR makes a hub before anybody can say which workspace a call is for, so it takes what asks later.
/// </summary>
[RequireWorkspace]
public sealed class NotesHub(
    IWorkspaceAccessor accessor, IWorkspaceContextFactory<WorkspaceDbContext> contexts, IIntegrationService integrations) : Hub
{
    public async Task<string> Count()
    {
        await using var lease = contexts.Rent(accessor.Current!);
        return $"{accessor.Current!.Slug} {await lease.Context.Integrations.CountAsync()}";
    }

    public async Task<string> Add(string name)
    {
        await integrations.CreateAsync(new NewIntegration("github", name, name));
        return string.Join(",", (await integrations.ListAsync()).Select(i => i.ExternalId));
    }

    [RequireWorkspace(WorkspaceRole.Admin)]
    public string Admin() => accessor.Current!.Slug;
}
