namespace PmAssist.Tenancy.Internal;

/// <summary>Makes a workspace that was looked up the current one of a DI scope. Scoped.</summary>
internal interface IWorkspaceEntry
{
    /// <exception cref="InvalidOperationException">The scope has another current workspace.</exception>
    Workspace Enter(Workspace workspace);
}
