namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>Where the rows of a file go in this host.</summary>
/// <param name="Version">The version at which they are written.</param>
/// <param name="Set">The tables at that version.</param>
/// <param name="Tables">The file's tables with those that they go to, those that others refer to first.</param>
internal sealed record FilePlan(SchemaVersion Version, WorkspaceTableSet Set, IReadOnlyList<PlannedTable> Tables);
