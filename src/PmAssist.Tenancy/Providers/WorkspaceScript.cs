namespace PmAssist.Tenancy.Providers;

/// <summary>
/// What a script for a database administrator has to do, in SQL against the template schema. It is written so that running it
/// twice does no harm.
/// </summary>
public sealed class WorkspaceScript
{
    /// <summary>The master schema's name.</summary>
    public required string MasterSchema { get; init; }

    /// <summary>The workspace; null for all of them.</summary>
    public WorkspaceSchema? Workspace { get; init; }

    /// <summary>Creates the history table if it is not there.</summary>
    public required string CreateHistory { get; init; }

    /// <summary>The delimited name of the history table.</summary>
    public required string HistoryTable { get; init; }

    /// <summary>What is to be done, in order.</summary>
    public required IReadOnlyList<WorkspaceScriptSection> Sections { get; init; }

    /// <summary>How many rows the history has when all was done; one with more belongs to a workspace that is ahead.</summary>
    public required int MigrationCount { get; init; }

    /// <summary>The newest migration when all was done.</summary>
    public required string TargetVersion { get; init; }

    /// <summary>The fingerprint when all was done.</summary>
    public required string TargetFingerprint { get; init; }

    /// <summary>The fingerprint of a workspace that has all migrations of this build, where nothing is to be done.</summary>
    public required string NewestFingerprint { get; init; }
}
