namespace PmAssist.Tenancy;

/// <summary>A node of a cluster. Immutable.</summary>
/// <param name="name">See <see cref="Name"/>.</param>
/// <param name="isCoordinator">See <see cref="IsCoordinator"/>.</param>
/// <param name="takesWorkspaces">See <see cref="TakesWorkspaces"/>.</param>
public sealed class PlaceNode(string name, bool isCoordinator, bool takesWorkspaces)
{
    /// <summary><c>host:port</c>, as the other nodes call it and <see cref="IWorkspacePlaces.MoveAsync"/> takes it.</summary>
    public string Name => name;

    /// <summary>Whether it is the coordinator, where schemas are changed.</summary>
    public bool IsCoordinator => isCoordinator;

    /// <summary>Whether workspaces may come to it: it is in use, and set up to have some.</summary>
    public bool TakesWorkspaces => takesWorkspaces;
}
