namespace PmAssist.Tenancy.Internal;

/// <summary>Which schema a context works on. A scoped EF service, one per context instance.</summary>
internal interface ISchemaBinding
{
    /// <summary>The schema that the context's model is built for.</summary>
    string ModelSchema { get; }

    /// <summary>The workspace's schema that the context is bound to; null if it is bound to none, and for a master context.</summary>
    WorkspaceSchema? Schema { get; }

    /// <summary>
    /// The number of the instance's current lease. What is created in a lease keeps its number, so that it is recognized in a later lease.
    /// </summary>
    int Lease { get; }

    /// <summary>Turns the text that EF made from the model into the text that is sent.</summary>
    /// <exception cref="WorkspaceNotBoundException">The context has no workspace.</exception>
    string Bind(string text);

    /// <summary>
    /// <see cref="Bind"/> for a command: its text differs from workspace to workspace even if it names no schema, because result caches
    /// use the text as their key.
    /// </summary>
    /// <exception cref="WorkspaceNotBoundException">The context has no workspace.</exception>
    string BindCommand(string text);

    /// <summary>What an error of a command or connection comes from, where the schema itself is gone; null if it is there.</summary>
    Task<Exception?> ExplainAsync(Exception error);

    /// <summary>Counts a use of the context that was refused.</summary>
    void CountRefusal(string reason);

    /// <summary>Throws if the context must not open its connection.</summary>
    /// <exception cref="WorkspaceNotBoundException">The context has no workspace.</exception>
    void ThrowIfUnbound();
}
