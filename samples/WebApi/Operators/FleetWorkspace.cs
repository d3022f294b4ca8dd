using PmAssist.Tenancy;

namespace WebApi.Operators;

/// <summary>A workspace as its operator sees it: nothing of what is in it.</summary>
/// <param name="Level">Against this build: <c>behind</c>, <c>current</c> or <c>ahead</c>.</param>
public sealed record FleetWorkspace(
    Guid Id,
    string Name,
    string Slug,
    WorkspaceStatus Status,
    string? SchemaName,
    string? Version,
    string Level,
    DateTime? LastSeenUtc,
    string? LastError);
