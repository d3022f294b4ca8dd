namespace PmAssist.Tenancy.Internal;

/// <summary>One context's migrations as SQL against the template schema, rendered once and used for every workspace.</summary>
internal sealed class ContextMigrations
{
    public required Type ContextType { get; init; }

    /// <summary>What its migrations' ids begin with; empty for the first context's.</summary>
    public required string Qualifier { get; init; }

    /// <summary>Creates the schema if it is not there; nothing where a workspace is a database of its own.</summary>
    public required IReadOnlyList<SchemaStatement> CreateSchema { get; init; }

    /// <summary>Creates the context's history table if it is not there; the first context's creates the schema too.</summary>
    public required SchemaStatement CreateHistory { get; init; }

    /// <summary>Reads the ids in the history table; null where the host gave its columns other names.</summary>
    public required SchemaQuery? ReadHistory { get; init; }

    /// <summary>The delimited name of the column of ids that EF has by default.</summary>
    public required string HistoryColumn { get; init; }

    /// <summary>Whether the host's options seed what a migration changed.</summary>
    public required bool HasSeed { get; init; }

    /// <summary>All migrations, the oldest first.</summary>
    public required IReadOnlyList<RenderedMigration> Migrations { get; init; }

    /// <summary>The tables that they make.</summary>
    public required IReadOnlyCollection<string> Tables { get; init; }

    /// <summary>The name by which people know the context.</summary>
    public string Name => ContextType.Name;

    /// <summary>Whether a migration, known or not, is one of this context.</summary>
    public bool Owns(string id) => MigrationId.QualifierOf(id).Equals(Qualifier, StringComparison.OrdinalIgnoreCase);

    /// <summary>The migrations up to one; up to the newest for null.</summary>
    public IEnumerable<string> IdsUpTo(string? id)
        => Migrations.Select(m => m.Id).Where(m => id is null || MigrationId.Compare(m, id) <= 0);
}
