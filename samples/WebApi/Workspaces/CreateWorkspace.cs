namespace WebApi.Workspaces;

public sealed record CreateWorkspace(string Name);
