namespace PmAssist.Tenancy;

/// <summary>A workspace whose row was wrong.</summary>
public sealed class WorkspaceMismatch
{
    internal WorkspaceMismatch(Guid workspaceId, string? catalogueVersion, string? actualVersion)
        => (WorkspaceId, CatalogueVersion, ActualVersion) = (workspaceId, catalogueVersion, actualVersion);

    /// <summary>The workspace.</summary>
    public Guid WorkspaceId { get; }

    /// <summary>The version that the catalogue had.</summary>
    public string? CatalogueVersion { get; }

    /// <summary>The newest migration in the schema's own history; null if it has none.</summary>
    public string? ActualVersion { get; }
}
