namespace WebApi.Operators;

/// <summary>The fleet at a glance.</summary>
/// <param name="TargetVersion">The version that this build expects.</param>
/// <param name="IsRunning">Whether this process runs a migration now.</param>
public sealed record FleetOverview(
    string TargetVersion, int Behind, int Current, int Ahead, int Failed, bool IsRunning, IReadOnlyList<FleetWorkspace> Workspaces);
