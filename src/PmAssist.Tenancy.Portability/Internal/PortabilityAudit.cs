using System.Globalization;
using System.Text.Json;

namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>Writes to the audit log who took a workspace's data, or brought some in.</summary>
internal sealed class PortabilityAudit(ICatalogue catalogue)
{
    public static NewAuditEntry Entry(string action, Guid workspaceId, string? actorId, params (string Name, object Value)[] details)
        => new(action, nameof(Workspace), workspaceId.ToString())
        {
            WorkspaceId = workspaceId,
            ActorId = actorId,
            Details = JsonSerializer.Serialize(
                details.ToDictionary(d => d.Name, d => Convert.ToString(d.Value, CultureInfo.InvariantCulture))),
        };

    /// <summary>Makes the entry of a workspace that comes from a file.</summary>
    public static Func<Workspace, string?, NewAuditEntry> Import(ExportManifest manifest)
        => (workspace, actorId) => Entry("workspace.imported", workspace.Id, actorId, Details(manifest));

    /// <summary>What is noted of a file.</summary>
    public static (string Name, object Value)[] Details(ExportManifest manifest)
        =>
        [
            ("from", manifest.Workspace.Id),
            ("exported_utc", manifest.CreatedUtc.ToString("O", CultureInfo.InvariantCulture)),
            ("engine", manifest.Engine),
            ("rows", manifest.Rows),
            ("masked", string.Join(
                ", ", manifest.Tables.SelectMany(t => t.Columns.Where(c => c.IsMasked), (t, c) => $"{t.Name}.{c.Name}"))),
        ];

    public Task WriteAsync(
        string action, Guid workspaceId, string? actorId, CancellationToken cancellationToken, params (string Name, object Value)[] details)
        => catalogue.WriteAuditAsync(Entry(action, workspaceId, actorId, details), cancellationToken);
}
