namespace PmAssist.Tenancy;

/// <summary>Whether an integration works. Stored by name in lower case.</summary>
public enum IntegrationStatus
{
    /// <summary>In use.</summary>
    Active,

    /// <summary>Switched off.</summary>
    Disabled,

    /// <summary>Rejected by the external system.</summary>
    Error,
}
