using System.Data;

namespace PmAssist.Tenancy.Providers;

/// <summary>How <see cref="ISchemaSessions"/> opens a schema.</summary>
public sealed class SchemaSessionOptions
{
    /// <summary>Whether the schema has to be there. Default: <see cref="SchemaAccessKind.Open"/>.</summary>
    public SchemaAccessKind Kind { get; init; }

    /// <inheritdoc cref="SchemaAccess.Query"/>
    public SchemaQuery? Query { get; init; }

    /// <inheritdoc cref="SchemaAccess.SpansTransactions"/>
    public bool SpansTransactions { get; init; }

    /// <inheritdoc cref="SchemaAccess.MayDrop"/>
    public bool MayDrop { get; init; }

    /// <inheritdoc cref="SchemaAccess.Isolation"/>
    public IsolationLevel? Isolation { get; init; }

    /// <inheritdoc cref="SchemaAccess.Attach"/>
    public string? Attach { get; init; }

    /// <summary>How long to wait for the lock; null for <see cref="TenancyOptions.LockTimeout"/>. Default: null.</summary>
    public TimeSpan? LockTimeout { get; init; }
}
