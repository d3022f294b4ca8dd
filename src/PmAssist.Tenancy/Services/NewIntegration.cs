namespace PmAssist.Tenancy;

/// <summary>An integration to be created.</summary>
/// <param name="Provider">The external system; 1 to 64 characters.</param>
/// <param name="ExternalId">The id there; 1 to 256 characters, unique per provider.</param>
/// <param name="DisplayName">The name that people see; 1 to 200 characters.</param>
public sealed record NewIntegration(string Provider, string ExternalId, string DisplayName)
{
    /// <summary>The address there; at most 2,048 characters. Null or a blank text for none.</summary>
    public string? ExternalUrl { get; init; }

    /// <summary>Settings, as JSON. Default: <c>{}</c>.</summary>
    public string Configuration { get; init; } = "{}";
}
