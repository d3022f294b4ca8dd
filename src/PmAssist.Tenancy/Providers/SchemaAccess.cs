using System.Data;

namespace PmAssist.Tenancy.Providers;

/// <summary>What a provider opens a session for.</summary>
/// <param name="schema">The schema's name: a workspace's, or the master's.</param>
/// <param name="kind">Whether the schema has to be there.</param>
/// <param name="lockTimeout">How long to wait for the schema's lock.</param>
public sealed class SchemaAccess(string schema, SchemaAccessKind kind, TimeSpan lockTimeout)
{
    /// <summary>The schema's name: a workspace's, or the master's.</summary>
    public string Schema => schema;

    /// <summary>Whether the schema has to be there.</summary>
    public SchemaAccessKind Kind => kind;

    /// <summary>How long to wait for the schema's lock.</summary>
    public TimeSpan LockTimeout => lockTimeout;

    /// <summary>
    /// What to read once the lock is acquired, in the same round trip where the engine can; null for nothing. Default: null.
    /// </summary>
    public SchemaQuery? Query { get; init; }

    /// <summary>
    /// Whether the work may take several transactions, so that the lock has to outlive each of them. Default: false.
    /// </summary>
    public bool SpansTransactions { get; init; }

    /// <summary>
    /// Whether <see cref="SchemaSession.DropAsync"/> may be called, which some engines have to know before: the lock has to last over
    /// more than one transaction, or a file must not be open. Default: false.
    /// </summary>
    public bool MayDrop { get; init; }

    /// <summary>The isolation level of the transactions; null for the engine's own. Default: null.</summary>
    public IsolationLevel? Isolation { get; init; }

    /// <summary>
    /// A database file to read from meanwhile, on an engine of files: attached as <c>source</c>, never written. Default: none.
    /// </summary>
    public string? Attach { get; init; }
}
