using Microsoft.AspNetCore.SignalR;

namespace PmAssist.Tenancy.AspNetCore.Tests;

/// <summary>A hub whose attribute is stricter than what it is mapped with.</summary>
[RequireWorkspace(WorkspaceRole.Admin)]
public sealed class AdminHub : Hub;
