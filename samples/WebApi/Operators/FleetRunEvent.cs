using PmAssist.Tenancy;

namespace WebApi.Operators;

/// <summary>What happened in a run.</summary>
/// <param name="Kind">What this is: <c>started</c>, <c>workspace</c> or <c>finished</c>; also the type of the server-sent event.</param>
/// <param name="Done">How many workspaces are done.</param>
/// <param name="Total">How many the run has.</param>
/// <param name="Failed">How many failed so far.</param>
public sealed record FleetRunEvent(string Kind, int Done, int Total, int Failed)
{
    /// <summary>The workspace that is done.</summary>
    public string? Workspace { get; init; }

    /// <summary>What became of that workspace.</summary>
    public WorkspaceMigrationOutcome? Outcome { get; init; }

    /// <summary>The version that the workspace has now; at the start, the one that all are brought to.</summary>
    public string? Version { get; init; }

    /// <summary>What that workspace took; at the end, what the run took.</summary>
    public double? Milliseconds { get; init; }

    /// <summary>Why the workspace or the run failed.</summary>
    public string? Error { get; init; }
}
