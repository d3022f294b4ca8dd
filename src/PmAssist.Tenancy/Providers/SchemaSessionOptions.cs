using System.Data;

namespace PmAssist.Tenancy.Providers;

/// <summary>How a session on a schema is opened. Immutable.</summary>
/// <param name="mayBeMissing">See <see cref="MayBeMissing"/>. Default: false.</param>
/// <param name="query">See <see cref="Query"/>. Default: null.</param>
/// <param name="spansTransactions">See <see cref="SpansTransactions"/>. Default: false.</param>
/// <param name="mayDrop">See <see cref="MayDrop"/>. Default: false.</param>
/// <param name="isolation">See <see cref="Isolation"/>. Default: null.</param>
/// <param name="attach">See <see cref="Attach"/>. Default: null.</param>
/// <param name="lockTimeout">
/// How long to wait for the lock; null for <see cref="TenancyOptions.LockTimeout"/>. Default: null.
/// </param>
public sealed class SchemaSessionOptions(
    bool mayBeMissing = false,
    SchemaQuery? query = null,
    bool spansTransactions = false,
    bool mayDrop = false,
    IsolationLevel? isolation = null,
    string? attach = null,
    TimeSpan? lockTimeout = null)
{
    /// <summary>Whether the schema need not be there: the caller creates it, or drops what there is.</summary>
    public bool MayBeMissing => mayBeMissing;

    /// <summary>What to read once the lock is acquired, in the same round trip where the engine can; null for nothing.</summary>
    public SchemaQuery? Query => query;

    /// <summary>Whether the work may take several transactions, so that the lock has to outlive each of them.</summary>
    public bool SpansTransactions => spansTransactions;

    /// <summary>
    /// Whether <see cref="SchemaSession.DropAsync"/> may be called, which some engines have to know before: the lock has to last over
    /// more than one transaction, or a file must not be open.
    /// </summary>
    public bool MayDrop => mayDrop;

    /// <summary>The isolation level of the transactions; null for the engine's own.</summary>
    public IsolationLevel? Isolation => isolation;

    /// <summary>
    /// A database file to read from meanwhile, on an engine of files: attached as <c>source</c>, never written; null for none.
    /// </summary>
    public string? Attach => attach;

    internal TimeSpan? LockTimeout => lockTimeout;
}
