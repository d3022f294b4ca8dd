namespace PmAssist.Tenancy.Providers;

/// <summary>How <see cref="ISchemaSessions"/> opens a schema.</summary>
public sealed class SchemaSessionOptions
{
    /// <summary>What is to be done. Default: <see cref="SchemaChangeKind.Migrate"/>, for which the schema has to be there.</summary>
    public SchemaChangeKind Kind { get; init; } = SchemaChangeKind.Migrate;

    /// <inheritdoc cref="SchemaChange.Query"/>
    public SchemaQuery? Query { get; init; }

    /// <inheritdoc cref="SchemaChange.SpansTransactions"/>
    public bool SpansTransactions { get; init; }

    /// <inheritdoc cref="SchemaChange.Attach"/>
    public string? Attach { get; init; }

    /// <summary>How long to wait for the lock; null for <see cref="TenancyOptions.LockTimeout"/>. Default: null.</summary>
    public TimeSpan? LockTimeout { get; init; }
}
