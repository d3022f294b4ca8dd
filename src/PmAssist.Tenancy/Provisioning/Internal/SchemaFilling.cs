namespace PmAssist.Tenancy.Internal;

/// <summary>Rows that a workspace is created with, in the same transaction.</summary>
/// <param name="Status">The state that the workspace has afterwards.</param>
/// <param name="Attach">The database file that the rows come from, on an engine of files; null elsewhere.</param>
/// <param name="FillAsync">Writes the rows.</param>
internal sealed record SchemaFilling(WorkspaceStatus Status, string? Attach, Func<SchemaSession, CancellationToken, Task> FillAsync);
