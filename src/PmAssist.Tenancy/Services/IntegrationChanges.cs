namespace PmAssist.Tenancy;

/// <summary>What to change in an integration; null keeps the value.</summary>
public sealed class IntegrationChanges
{
    /// <summary>The name that people see; 1 to 200 characters.</summary>
    public string? DisplayName { get; init; }

    /// <summary>The address there; at most 2,048 characters. A blank text takes it away.</summary>
    public string? ExternalUrl { get; init; }

    /// <summary>Settings, as JSON.</summary>
    public string? Configuration { get; init; }

    /// <summary>Whether it works.</summary>
    public IntegrationStatus? Status { get; init; }
}
