namespace PmAssist.Tenancy;

/// <summary>A piece of work that runs by itself: a row of <c>automation_jobs</c>.</summary>
public class AutomationJob : IVersioned
{
    /// <summary>The row's id, made by the context when it is added.</summary>
    public Guid Id { get; set; }

    /// <summary>The agent that does it; null if there is none, or if the agent was deleted.</summary>
    public Guid? AgentId { get; set; }

    /// <summary>The name that people see; at most 200 characters.</summary>
    public string Name { get; set; } = "";

    /// <summary>When it runs, as a cron expression of at most 128 characters; null for once.</summary>
    public string? Schedule { get; set; }

    /// <summary>Where it is. Default: pending.</summary>
    public JobStatus Status { get; set; }

    /// <summary>What it works on, as JSON. Default: <c>{}</c>.</summary>
    public string Payload { get; set; } = "{}";

    /// <summary>How often it was started.</summary>
    public int Attempts { get; set; }

    /// <summary>When it is due, in UTC.</summary>
    public DateTime RunAtUtc { get; set; }

    /// <summary>When it was last started, in UTC.</summary>
    public DateTime? StartedUtc { get; set; }

    /// <summary>When it last ended, in UTC.</summary>
    public DateTime? FinishedUtc { get; set; }

    /// <summary>Why it last failed.</summary>
    public string? LastError { get; set; }

    /// <inheritdoc/>
    public DateTime CreatedUtc { get; set; }

    /// <inheritdoc/>
    public DateTime UpdatedUtc { get; set; }

    /// <inheritdoc/>
    public int Version { get; set; }
}
