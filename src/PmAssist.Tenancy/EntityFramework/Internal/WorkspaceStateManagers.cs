using System.Runtime.CompilerServices;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// What the workspace contexts of the process track: contexts with other options have other EF services, and may share entities all the
/// same. Searched only when a user attaches an entity that is not new, so that leases and
/// queries cost nothing. The references are weak, because a context may never be disposed.
/// </summary>
internal sealed class WorkspaceStateManagers
{
    public static readonly WorkspaceStateManagers OfProcess = new();

    private static readonly object Present = new();
    private readonly ConditionalWeakTable<WorkspaceStateManager, object> _all = [];

    public void Add(WorkspaceStateManager manager) => _all.Add(manager, Present);

    public void Remove(WorkspaceStateManager manager) => _all.Remove(manager);

    /// <summary>Another workspace in which the entity is tracked now; null if there is none.</summary>
    public WorkspaceSchema? FindOtherWorkspaceOf(object entity, WorkspaceSchema own)
    {
        foreach (var (manager, _) in _all)
        {
            if (manager.SchemaOf(entity) is { } schema && schema != own)
            {
                return schema;
            }
        }

        return null;
    }
}
