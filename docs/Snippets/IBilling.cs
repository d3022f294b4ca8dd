namespace Snippets;

/// <summary>A host's own service.</summary>
public interface IBilling
{
    Task PauseAsync(string customer, CancellationToken cancellationToken);
}
