namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>One export.</summary>
/// <param name="Workspace">The workspace.</param>
/// <param name="Version">Its version.</param>
/// <param name="Tables">The tables to export.</param>
/// <param name="Set">All tables.</param>
/// <param name="Destination">What is written to.</param>
/// <param name="Options">How.</param>
internal sealed record ExportRun(
    Workspace Workspace,
    SchemaVersion Version,
    IReadOnlyList<WorkspaceTable> Tables,
    WorkspaceTableSet Set,
    Stream Destination,
    ExportOptions Options);
