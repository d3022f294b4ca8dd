using System.Text;
using System.Text.Json;

namespace PmAssist.Tenancy.Specifications.Cutover;

/// <summary>
/// Says of each old row what has to become of it by the description, from its values and those of the rows that it refers to.
/// Written by hand for these tables, with nothing of the library.
/// </summary>
internal sealed class OldRules
{
    private static readonly string[] JobStates = ["pending", "running", "succeeded", "failed", "cancelled"];

    private readonly OldDatabase _old;
    private readonly bool _isOpen;
    private readonly Dictionary<(Guid Workspace, string System, string ExternalId, bool IsLeft), Guid> _firstLinks = [];

    public OldRules(OldDatabase old, bool isOpen)
    {
        (_old, _isOpen) = (old, isOpen);
        foreach (var link in old.Rows(OldTables.Links).Where(l => l.WorkspaceId is not null))
        {
            var (key, id) = (LinkKey(link), (Guid)link["id"]!);
            if (!_firstLinks.TryGetValue(key, out var first) || id.CompareTo(first) < 0)
            {
                _firstLinks[key] = id;
            }
        }
    }

    public ExpectedRow Expect(OldRow row)
        => row.Table.Name switch
        {
            "Workspace" => Workspace(row),
            "WorkspaceMember" => Member(row),
            "AuditLog" => Audit(row),
            "WorkspaceExternalLink" => Link(row),
            "agents" => Agent(row),
            "jobs" => Job(row),
            "documents" => Document(row),
            _ => Tag(row),
        };

    private ExpectedRow Workspace(OldRow row)
    {
        var name = (string)row["name"]!;
        var isLong = Length(name) > 200;
        var status = (string)row["status"]! switch
        {
            "archived" => "Archived",
            "suspended" => "Suspended",
            _ => "Active",
        };
        return new(
            NewTables.Workspace,
            WorkspaceId: null,
            [
                row["id"], isLong ? Cut(name, 200) : name, $"ws_{row["id"]:N}", _isOpen ? status : "Suspended", null,
                Utc(row["created_at"]),
                Utc(row["updated_at"]), null,
            ],
            isLong ? [(CutoverRule.TextTooLong, "name")] : []);
    }

    private ExpectedRow Member(OldRow row)
    {
        var broken = _old.Find(OldTables.Workspace, row.WorkspaceId!.Value) is null;
        return new(
            NewTables.Members,
            WorkspaceId: null,
            broken ? null : [row["workspace_id"], row["user_id"], row["role"] is "guest" ? "viewer" : row["role"], Utc(row["joined_at"])],
            broken ? [(CutoverRule.BrokenReference, "workspace_id")] : []);
    }

    private ExpectedRow Audit(OldRow row)
    {
        var broken = IsBadJson(row["details"]);
        return new(
            NewTables.AuditLog,
            WorkspaceId: null,
            broken
                ? null
                : [row["id"], row["workspace_id"], row["actor"], row["action"], row["entity_type"], row["entity_id"], row["details"],
                    Utc(row["created_at"])],
            broken ? [(CutoverRule.BadValue, "details")] : []);
    }

    private ExpectedRow Link(OldRow row)
    {
        var broken = OfWorkspace(row);
        AddIf(broken, IsTooLong(row), CutoverRule.TextTooLong, "display_name");
        AddIf(broken, IsBadJson(row["metadata"]), CutoverRule.BadValue, "configuration");
        AddIf(
            broken, row.WorkspaceId is not null && _firstLinks[LinkKey(row)] != (Guid)row["id"]!, CutoverRule.DuplicateKey,
            "provider,external_id");
        return new(
            NewTables.Integrations,
            row.WorkspaceId,
            broken.Count > 0
                ? null
                :
                [
                    row["id"], row["system"], row["external_id"], row["title"], row["url"], row["metadata"] ?? "{}", "active",
                    Utc(row["created_at"]),
                    Utc(row["updated_at"]), 1L,
                ],
            broken);
    }

    private ExpectedRow Agent(OldRow row)
    {
        var broken = OfWorkspace(row);
        AddIf(broken, row["name"] is null, CutoverRule.NullValue, "name");
        return new(
            NewTables.Agents,
            row.WorkspaceId,
            broken.Count > 0
                ? null
                :
                [
                    row["id"], row["name"], ((string)row["kind"]!).ToLowerInvariant(), row["config"], row["enabled"],
                    Utc(row["created_at"]),
                    Utc(row["updated_at"]), 1L,
                ],
            broken);
    }

    private ExpectedRow Job(OldRow row)
    {
        var broken = OfWorkspace(row);
        var workspace = broken.Count > 0 ? _old.FirstWorkspaces[0] : row.WorkspaceId!.Value;
        var status = (string)row["status"]! switch
        {
            "queued" => "pending",
            "done" => "succeeded",
            var other => other,
        };
        var (noAgent, noPayload, noStatus) = (!HasAgent(row, workspace), IsBadJson(row["payload"]), !JobStates.Contains(status));
        AddIf(broken, noStatus, CutoverRule.BadValue, "status");
        AddIf(broken, noPayload, CutoverRule.BadValue, "payload");
        AddIf(broken, noAgent, CutoverRule.BrokenReference, "agent_id");
        return new(
            NewTables.Jobs,
            workspace,
            [
                row["id"], noAgent ? null : row["agent_id"], row["name"], row["schedule"], noStatus ? "cancelled" : status,
                noPayload ? "{}" : row["payload"], (long)(int)(row["attempts"] ?? 0), Utc(row["run_at"]), Utc(row["started_at"]),
                Utc(row["finished_at"]), row["last_error"], Utc(row["created_at"]), Utc(row["updated_at"]), 1L,
            ],
            broken);
    }

    private ExpectedRow Document(OldRow row)
    {
        var broken = OfWorkspace(row);
        AddIf(broken, row["id"] is string, CutoverRule.BadValue, "id");
        AddIf(broken, row["created_at"] is string, CutoverRule.BadValue, "created_utc");
        if (broken.Count > 0)
        {
            return new(NewTables.Documents, row.WorkspaceId, Values: null, broken);
        }

        var title = (string?)row["title"] ?? "(untitled)";
        var (isLong, noAgent) = (Length(title) > 200, !HasAgent(row, row.WorkspaceId!.Value));
        AddIf(broken, isLong, CutoverRule.TextTooLong, "title");
        AddIf(broken, noAgent, CutoverRule.BrokenReference, "agent_id");
        return new(
            NewTables.Documents,
            row.WorkspaceId,
            [
                row["id"], isLong ? Cut(title, 200) : title, row["body"] ?? "", row["author"], row["size"], Utc(row["created_at"]),
                Utc(row["updated_at"]), noAgent ? null : row["agent_id"],
            ],
            broken);
    }

    private ExpectedRow Tag(OldRow row)
    {
        var document = _old.Find(OldTables.Documents, (Guid)row["document_id"]!);
        var expected = document is null || document.WorkspaceId != row.WorkspaceId ? null : Document(document);
        var broken = expected?.Values is null;
        return new(
            NewTables.Tags,
            row.WorkspaceId,
            broken ? null : [row["document_id"], row["tag"], row["note"]],
            broken ? [(CutoverRule.BrokenReference, "document_id")] : []);
    }

    private List<(CutoverRule Rule, string? Column)> OfWorkspace(OldRow row)
        => row.WorkspaceId is not { } id
            ? [(CutoverRule.NullWorkspace, null)]
            : _old.Find(OldTables.Workspace, id) is null ? [(CutoverRule.MissingWorkspace, null)] : [];

    private bool HasAgent(OldRow row, Guid workspaceId)
        => row["agent_id"] is not Guid id
            || (_old.Find(OldTables.Agents, id) is { } agent && agent.WorkspaceId == workspaceId && agent["name"] is not null);

    /// <summary>Links that are left behind for another rule take no place from those that stay.</summary>
    private (Guid Workspace, string System, string ExternalId, bool IsLeft) LinkKey(OldRow row)
        => (row.WorkspaceId!.Value, (string)row["system"]!, (string)row["external_id"]!, IsTooLong(row) || IsBadJson(row["metadata"]));

    private bool IsTooLong(OldRow link) => Length((string)link["title"]!) > 200;

    private static void AddIf(List<(CutoverRule Rule, string? Column)> broken, bool isBroken, CutoverRule rule, string column)
    {
        if (isBroken)
        {
            broken.Add((rule, column));
        }
    }

    private static DateTime? Utc(object? time) => (time as DateTimeOffset?)?.UtcDateTime;

    private int Length(string text) => _old.Place.CountsUtf16 ? text.Length : text.EnumerateRunes().Count();

    private string Cut(string text, int length)
        => _old.Place.CountsUtf16 ? text[..length] : string.Concat(text.EnumerateRunes().Take(length).Select(rune => rune.ToString()));

    private bool IsBadJson(object? json)
    {
        try
        {
            return json is string text && IsLoose(text) && _old.Place.HasStrictJson;
        }
        catch (JsonException)
        {
            return true;
        }
    }

    /// <summary>Whether a value has a key twice or a zero byte.</summary>
    /// <exception cref="JsonException">It is not JSON at all.</exception>
    private static bool IsLoose(string text)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text), new JsonReaderOptions { MaxDepth = 1000 });
        var names = new Stack<HashSet<string>>();
        var isLoose = false;
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    names.Push([]);
                    break;
                case JsonTokenType.EndObject:
                    names.Pop();
                    break;
                case JsonTokenType.PropertyName:
                    isLoose |= !names.Peek().Add(reader.GetString()!) || reader.GetString()!.Contains('\0', StringComparison.Ordinal);
                    break;
                case JsonTokenType.String:
                    isLoose |= reader.GetString()!.Contains('\0', StringComparison.Ordinal);
                    break;
            }
        }

        return isLoose;
    }
}
