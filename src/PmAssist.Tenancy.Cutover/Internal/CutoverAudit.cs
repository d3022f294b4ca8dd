using System.Globalization;
using System.Text.Json;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>Writes what a cutover's steps did to the audit log.</summary>
internal sealed class CutoverAudit(ICatalogue catalogue)
{
    public Task WriteAsync(
        string action, CutoverOptions options, CancellationToken cancellationToken, params (string Name, object Value)[] details)
        => catalogue.WriteAuditAsync(
            new NewAuditEntry(action, "Cutover", "cutover")
            {
                ActorId = options.ActorId,
                Details = JsonSerializer.Serialize(
                    details.ToDictionary(d => d.Name, d => Convert.ToString(d.Value, CultureInfo.InvariantCulture))),
            },
            cancellationToken);
}
