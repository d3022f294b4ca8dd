using System.Text.Json;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>A workspace, as documents have it.</summary>
internal sealed record WorkspaceInfo(
    Guid Id,
    string Slug,
    string Name,
    WorkspaceStatus Status,
    string Schema,
    string? Version,
    string? LastError,
    DateTime CreatedUtc,
    DateTime UpdatedUtc,
    DateTime? LastSeenUtc,
    DateTime? DeletedUtc,
    DateTime? PurgeAfterUtc,
    IReadOnlyDictionary<string, JsonElement> Properties)
{
    public static WorkspaceInfo Of(Workspace workspace)
        => new(
            workspace.Id,
            workspace.Slug,
            workspace.Name,
            workspace.Status,
            workspace.Schema.Name,
            workspace.SchemaVersion,
            workspace.LastError,
            workspace.CreatedUtc,
            workspace.UpdatedUtc,
            workspace.LastSeenUtc,
            workspace.DeletedUtc,
            workspace.PurgeAfterUtc,
            workspace.Properties.Values);

    /// <summary>All of it, one below the other.</summary>
    /// <param name="more">What comes behind it.</param>
    public Grid ToGrid(params IReadOnlyList<(string Name, object? Value)> more)
        => Grid.Of(
        [
            ("slug", Slug),
            ("name", Name),
            ("status", Status),
            ("id", Id),
            ("schema", Schema),
            ("version", Version ?? "none"),
            ("created", CreatedUtc),
            ("updated", UpdatedUtc),
            ("last seen", LastSeenUtc),
            ("deleted", DeletedUtc),
            ("purged after", PurgeAfterUtc),
            ("properties", Properties.Count == 0
                ? null
                : string.Join(", ", Properties.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={p.Value}"))),
            ("last error", LastError),
            .. more,
        ]);
}
