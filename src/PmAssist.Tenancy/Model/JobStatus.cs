namespace PmAssist.Tenancy;

/// <summary>Where an automation job is. Stored by name in lower case.</summary>
public enum JobStatus
{
    /// <summary>Waits for its time.</summary>
    Pending = 0,

    /// <summary>Runs.</summary>
    Running = 1,

    /// <summary>Ended well.</summary>
    Succeeded = 2,

    /// <summary>Ended with an error.</summary>
    Failed = 3,

    /// <summary>Was called off.</summary>
    Cancelled = 4,
}
