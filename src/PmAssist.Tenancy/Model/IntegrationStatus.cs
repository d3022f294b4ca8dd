namespace PmAssist.Tenancy;

/// <summary>Whether an integration works. Stored by name in lower case.</summary>
public enum IntegrationStatus
{
    /// <summary>In use.</summary>
    Active,

    /// <summary>Switched off.</summary>
    Disabled,

    /// <summary>The external system refuses it.</summary>
    Error,
}
