namespace PmAssist.Tenancy.Internal;

/// <summary>Which schema a context works on. A scoped EF service, one per context instance.</summary>
internal interface ISchemaBinding
{
    /// <summary>The schema that the context's model is built for.</summary>
    string ModelSchema { get; }

    /// <summary>The workspace's schema that the context is bound to; null if it is bound to none, and for a master context.</summary>
    WorkspaceSchema? Schema { get; }

    /// <summary>Turns the text that EF made from the model into the text that is sent.</summary>
    /// <exception cref="WorkspaceNotBoundException">The context has no workspace.</exception>
    string Bind(string text);
}
