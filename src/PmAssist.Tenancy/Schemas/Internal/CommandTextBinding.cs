namespace PmAssist.Tenancy.Internal;

/// <summary>
/// What a context's commands are bound to: turns the text that EF made from the model into the text that is sent.
/// A scoped EF service, one per context instance.
/// </summary>
internal interface ICommandTextBinding
{
    /// <exception cref="WorkspaceNotBoundException">The context has no workspace.</exception>
    string Bind(string text);
}
