namespace PmAssist.Tenancy;

/// <summary>A row of a query over all workspaces.</summary>
/// <param name="Workspace">Where it is from; the same object for all rows of the workspace.</param>
/// <param name="Row">The row.</param>
/// <typeparam name="TRow">What the query selects.</typeparam>
public readonly record struct WorkspaceRow<TRow>(Workspace Workspace, TRow Row);
