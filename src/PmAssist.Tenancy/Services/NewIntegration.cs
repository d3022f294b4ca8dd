namespace PmAssist.Tenancy;

/// <summary>An integration to be created.</summary>
/// <param name="provider">The external system; 1 to 64 characters.</param>
/// <param name="externalId">The id there; 1 to 256 characters, unique per provider.</param>
/// <param name="displayName">The name that people see; 1 to 200 characters.</param>
public sealed class NewIntegration(string provider, string externalId, string displayName)
{
    /// <summary>The external system.</summary>
    public string Provider => provider;

    /// <summary>The id there.</summary>
    public string ExternalId => externalId;

    /// <summary>The name that people see.</summary>
    public string DisplayName => displayName;

    /// <summary>The address there; at most 2,048 characters. Null or a blank text for none.</summary>
    public string? ExternalUrl { get; init; }

    /// <summary>Settings, as JSON. Default: <c>{}</c>.</summary>
    public string Configuration { get; init; } = "{}";
}
