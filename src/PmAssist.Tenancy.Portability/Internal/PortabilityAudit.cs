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

    public Task WriteAsync(
        string action, Guid workspaceId, string? actorId, CancellationToken cancellationToken, params (string Name, object Value)[] details)
        => catalogue.WriteAuditAsync(Entry(action, workspaceId, actorId, details), cancellationToken);
}
