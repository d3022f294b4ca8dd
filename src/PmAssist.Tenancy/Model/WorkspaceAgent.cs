namespace PmAssist.Tenancy;

/// <summary>An assistant that works in a workspace: a row of <c>workspace_agents</c>.</summary>
public class WorkspaceAgent : IVersioned
{
    /// <summary>The row's id, made by the context when it is added.</summary>
    public Guid Id { get; set; }

    /// <summary>The name that people see; at most 200 characters.</summary>
    public string Name { get; set; } = "";

    /// <summary>What the agent does, for example <c>triage</c>; at most 64 characters.</summary>
    public string Kind { get; set; } = "";

    /// <summary>Settings, as JSON. Default: <c>{}</c>.</summary>
    public string Configuration { get; set; } = "{}";

    /// <summary>Whether it runs. Default: true.</summary>
    public bool Enabled { get; set; } = true;

    /// <inheritdoc/>
    public DateTime CreatedUtc { get; set; }

    /// <inheritdoc/>
    public DateTime UpdatedUtc { get; set; }

    /// <inheritdoc/>
    public int Version { get; set; }
}
