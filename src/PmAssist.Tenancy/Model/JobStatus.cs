namespace PmAssist.Tenancy;

/// <summary>Where an automation job is. Stored by name in lower case.</summary>
public enum JobStatus
{
    /// <summary>Waits for its time.</summary>
    Pending,

    /// <summary>Runs.</summary>
    Running,

    /// <summary>Ended well.</summary>
    Succeeded,

    /// <summary>Ended with an error.</summary>
    Failed,

    /// <summary>Was called off.</summary>
    Cancelled,
}
