using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>What the master schema has of a workspace, as a file has it.</summary>
internal sealed class MasterRows(ICatalogue catalogue)
{
    private const int Page = 1000;

    public async Task<ExportedPart> WriteMembersAsync(Guid id, ArchiveWriter writer, CancellationToken cancellationToken)
    {
        var members = await catalogue.ReadAsync(
            (context, token) => context.Members.AsNoTracking().Where(m => m.WorkspaceId == id).ToListAsync(token), cancellationToken)
            .ConfigureAwait(false);
        return await writer.WriteAsync("members.jsonl", async (part, token) =>
        {
            foreach (var member in members)
            {
                part.Line.Raw(JsonSerializer.SerializeToUtf8Bytes(
                    new ExportedMember(member.UserId, member.Role.ToString(), member.JoinedUtc), ManifestJson.Compact));
                await part.EndRowAsync(token).ConfigureAwait(false);
            }
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A page at a time: a log may be longer than a workspace's tables.</summary>
    public Task<ExportedPart> WriteAuditAsync(Guid id, ArchiveWriter writer, CancellationToken cancellationToken)
        => writer.WriteAsync("audit.jsonl", async (part, token) =>
        {
            AuditEntry? last = null;
            do
            {
                var page = await ReadAuditAsync(id, last, token).ConfigureAwait(false);
                foreach (var entry in page)
                {
                    part.Line.Raw(JsonSerializer.SerializeToUtf8Bytes(
                        new ExportedAuditEntry(
                            entry.Id, entry.ActorId, entry.Action, entry.EntityType, entry.EntityId, entry.Details, entry.OccurredUtc),
                        ManifestJson.Compact));
                    await part.EndRowAsync(token).ConfigureAwait(false);
                }

                last = page.Count == Page ? page[^1] : null;
            }
            while (last is not null);
        }, cancellationToken);

    public static async Task<IReadOnlyList<ExportedMember>> ReadMembersAsync(ExportFile file, CancellationToken cancellationToken)
    {
        var part = file.Manifest.Members ?? throw new PortabilityException(
            "The file has no members: they were left out of the export. Import it without Members, and set OwnerId.");
        var members = new List<ExportedMember>();
        var lines = await file.ReadAsync(part, cancellationToken).ConfigureAwait(false);
        await using var disposal = lines.ConfigureAwait(false);
        while (await lines.NextAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            members.Add(ReadMember(line.Span, part));
        }

        return members.Select(m => m.UserId).Distinct(StringComparer.Ordinal).Count() == members.Count
            ? members
            : throw ExportFile.NoRow(part, new FormatException("A member is there twice."));
    }

    private static ExportedMember ReadMember(ReadOnlySpan<byte> line, ExportedPart part)
    {
        try
        {
            var member = JsonSerializer.Deserialize<ExportedMember>(line, ManifestJson.Compact);
            return member is not null && Enum.GetNames<WorkspaceRole>().Contains(member.Role)
                ? member
                : throw new FormatException("It is no member with a role that is known.");
        }
        catch (Exception exception) when (ExportFile.IsOfRow(exception))
        {
            throw ExportFile.NoRow(part, exception);
        }
    }

    private Task<List<AuditEntry>> ReadAuditAsync(Guid id, AuditEntry? last, CancellationToken cancellationToken)
        => catalogue.ReadAsync(
            (context, token) =>
            {
                var entries = context.AuditLog.AsNoTracking().Where(e => e.WorkspaceId == id);
                if (last is not null)
                {
                    entries = entries.Where(
                        e => e.OccurredUtc > last.OccurredUtc || (e.OccurredUtc == last.OccurredUtc && e.Id.CompareTo(last.Id) > 0));
                }

                return entries.OrderBy(e => e.OccurredUtc).ThenBy(e => e.Id).Take(Page).ToListAsync(token);
            },
            cancellationToken);
}
