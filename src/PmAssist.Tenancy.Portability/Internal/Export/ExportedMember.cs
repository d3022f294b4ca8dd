namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>A line of <c>members.jsonl</c>.</summary>
internal sealed record ExportedMember(string UserId, string Role, DateTime JoinedUtc);
