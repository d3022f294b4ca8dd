using System.Data;

namespace PmAssist.Tenancy.Providers;

/// <summary>Rows that a workspace is provisioned with, in the same transaction as its tables.</summary>
public sealed class InitialRows
{
    /// <summary>
    /// Writes the rows. May run again after a transient failure, when what it wrote before was undone.
    /// </summary>
    public required Func<SchemaSession, CancellationToken, Task> WriteAsync { get; init; }

    /// <summary>The state that the workspace has afterward. Default: <see cref="WorkspaceStatus.Active"/>.</summary>
    public WorkspaceStatus Status { get; init; } = WorkspaceStatus.Active;

    /// <summary>
    /// The version at which the rows are written; the schema is brought to the newest afterward. Default: null for the newest.
    /// </summary>
    public SchemaVersion? Version { get; init; }

    /// <summary>Whether the host's seeding runs before the rows are written. Default: true.</summary>
    public bool Seeds { get; init; } = true;

    /// <inheritdoc cref="SchemaAccess.Isolation"/>
    public IsolationLevel? Isolation { get; init; }

    /// <inheritdoc cref="SchemaAccess.Attach"/>
    public string? Attach { get; init; }
}
