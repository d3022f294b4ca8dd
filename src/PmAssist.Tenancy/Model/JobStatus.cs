namespace PmAssist.Tenancy;

/// <summary>Where an automation job is. Stored by name in lower case.</summary>
public enum JobStatus
{
    /// <summary>Waiting for its time.</summary>
    Pending,

    /// <summary>Running.</summary>
    Running,

    /// <summary>Succeeded.</summary>
    Succeeded,

    /// <summary>Failed.</summary>
    Failed,

    /// <summary>Canceled.</summary>
    Cancelled,
}
