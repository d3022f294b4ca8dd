namespace PmAssist.Tenancy;

/// <summary>A node of a cluster. Immutable.</summary>
public sealed class PlaceNode
{
    internal PlaceNode(string host, int port) => (Host, Port) = (host, port);

    /// <summary>The host, as the other nodes call it.</summary>
    public string Host { get; }

    /// <summary>The port.</summary>
    public int Port { get; }

    /// <summary><c>host:port</c>, as <see cref="IWorkspacePlaces.MoveAsync"/> takes it.</summary>
    public string Name => FormattableString.Invariant($"{Host}:{Port}");

    /// <summary>Whether it is the coordinator.</summary>
    public bool IsCoordinator { get; internal init; }

    /// <summary>Whether it is in use; false for one that was disabled.</summary>
    public bool IsActive { get; internal init; }

    /// <summary>Whether workspaces may be on it (Citus' <c>shouldhaveshards</c>).</summary>
    public bool TakesWorkspaces { get; internal init; }
}
