namespace PmAssist.Tenancy.Providers;

/// <summary>A change of a schema that a provider opens a session for.</summary>
/// <param name="Schema">The schema's name: a workspace's, or the master's.</param>
/// <param name="Kind">What is to be done.</param>
/// <param name="LockTimeout">How long to wait for the schema's lock.</param>
public sealed record SchemaChange(string Schema, SchemaChangeKind Kind, TimeSpan LockTimeout)
{
    /// <summary>
    /// What to read once the lock is had, in the same round trip where the engine can; null for nothing. Default: null.
    /// </summary>
    public SchemaQuery? Query { get; init; }

    /// <summary>
    /// Whether the change may take several transactions, so that the lock has to outlive each of them. Default: false.
    /// </summary>
    public bool SpansTransactions { get; init; }

    /// <summary>
    /// Whether dropping the schema also drops what depends on it from outside, which is refused otherwise. Default: false.
    /// </summary>
    public bool DropsDependents { get; init; }

    /// <summary>
    /// A database file to read from during the change, on an engine of files: attached as <c>old</c>, never written. Default: none.
    /// </summary>
    public string? Attach { get; init; }
}
