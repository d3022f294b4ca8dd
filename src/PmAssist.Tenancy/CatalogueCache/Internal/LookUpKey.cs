namespace PmAssist.Tenancy.Internal;

/// <summary>What a look-up asks for.</summary>
/// <param name="Id">The workspace's id, where <paramref name="Slug"/> is null.</param>
/// <param name="Slug">The workspace's slug.</param>
/// <param name="UserId">Whose role; null for nobody's.</param>
internal readonly record struct LookUpKey(Guid Id, string? Slug, string? UserId);
