namespace PmAssist.Tenancy;

/// <summary>A workspace whose row was wrong.</summary>
/// <param name="WorkspaceId">The workspace.</param>
/// <param name="CatalogueVersion">The version that the catalogue had.</param>
/// <param name="ActualVersion">The newest migration in the schema's own history; null if it has none.</param>
public sealed record WorkspaceMismatch(Guid WorkspaceId, string? CatalogueVersion, string? ActualVersion);
