using System.Data;

namespace PmAssist.Tenancy.Providers;

/// <summary>Rows that a workspace is provisioned with, in the same transaction as its tables.</summary>
/// <param name="writeAsync">Writes the rows. May run again after a transient failure, when what it wrote before was undone.</param>
/// <param name="status">The state that the workspace has afterward. Default: <see cref="WorkspaceStatus.Active"/>.</param>
/// <param name="version">
/// The version at which the rows are written; the schema is brought to the newest afterward. Default: null for the newest.
/// </param>
/// <param name="seeds">Whether the host's seeding runs before the rows are written. Default: true.</param>
/// <param name="isolation">See <see cref="SchemaSessionOptions.Isolation"/>. Default: null.</param>
/// <param name="attach">See <see cref="SchemaSessionOptions.Attach"/>. Default: null.</param>
public sealed class InitialRows(
    Func<SchemaSession, CancellationToken, Task> writeAsync,
    WorkspaceStatus status = WorkspaceStatus.Active,
    SchemaVersion? version = null,
    bool seeds = true,
    IsolationLevel? isolation = null,
    string? attach = null)
{
    internal Func<SchemaSession, CancellationToken, Task> WriteAsync => writeAsync;

    internal WorkspaceStatus Status => status;

    internal SchemaVersion? Version => version;

    internal bool Seeds => seeds;

    internal IsolationLevel? Isolation => isolation;

    internal string? Attach => attach;
}
