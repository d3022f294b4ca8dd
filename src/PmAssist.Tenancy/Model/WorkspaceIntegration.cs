namespace PmAssist.Tenancy;

/// <summary>A link from a workspace to an external system: a row of <c>workspace_integrations</c>.</summary>
public class WorkspaceIntegration : IVersioned
{
    /// <summary>The row's id, made by the context when it is added.</summary>
    public Guid Id { get; set; }

    /// <summary>The external system, for example <c>github</c>; at most 64 characters.</summary>
    public string Provider { get; set; } = "";

    /// <summary>The id there; at most 256 characters, unique per provider.</summary>
    public string ExternalId { get; set; } = "";

    /// <summary>The name that people see; at most 200 characters.</summary>
    public string DisplayName { get; set; } = "";

    /// <summary>The address there; at most 2,048 characters.</summary>
    public string? ExternalUrl { get; set; }

    /// <summary>Settings, as JSON. Default: <c>{}</c>.</summary>
    public string Configuration { get; set; } = "{}";

    /// <summary>Whether it works. Default: active.</summary>
    public IntegrationStatus Status { get; set; } = IntegrationStatus.Active;

    /// <inheritdoc/>
    public DateTime CreatedUtc { get; set; }

    /// <inheritdoc/>
    public DateTime UpdatedUtc { get; set; }

    /// <inheritdoc/>
    public int Version { get; set; }
}
