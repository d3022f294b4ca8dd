namespace PmAssist.Tenancy;

/// <summary>Whether an integration works. Stored by name in lower case.</summary>
public enum IntegrationStatus
{
    /// <summary>Switched off.</summary>
    Disabled = 0,

    /// <summary>In use.</summary>
    Active = 1,

    /// <summary>The external system refuses it.</summary>
    Error = 2,
}
