namespace PmAssist.Tenancy.Internal;

/// <summary>What a schema's history table says.</summary>
internal sealed class SchemaHistory
{
    private readonly List<string> _ids;

    /// <param name="ids">The ids in the table, in any order.</param>
    public SchemaHistory(IEnumerable<string> ids)
    {
        _ids = [.. ids.Order(MigrationId.Comparer)];
        var progress = _ids.Select(MigrationProgress.Parse).OfType<MigrationProgress>().ToList();
        Applied = [.. _ids.Where(id => MigrationProgress.Parse(id) is null)];

        // A crash can leave the row before the last one beside it.
        Progress = progress.MaxBy(p => p.Statement);
        StaleProgress = [.. progress.Where(p => p != Progress)];
    }

    /// <summary>All rows' ids: the migrations that were applied, and how far one is that the schema is inside of.</summary>
    public IReadOnlyList<string> Ids => _ids;

    /// <summary>The migrations that were applied, the oldest first.</summary>
    public IReadOnlyList<string> Applied { get; }

    /// <summary>The migration that the schema is inside of; null if it is before or after each.</summary>
    public MigrationProgress? Progress { get; }

    /// <summary>Rows that tell of less than <see cref="Progress"/>.</summary>
    public IReadOnlyList<MigrationProgress> StaleProgress { get; }

    /// <summary>The newest migration applied; null if none.</summary>
    public string? Version => Applied.Count > 0 ? MigrationId.InHistory(Applied[^1]) : null;

    /// <summary>Of all rows, so that a schema inside a migration is like no other; null if there are none.</summary>
    public string? Fingerprint => _ids.Count > 0 ? Internal.Fingerprint.Of(_ids) : null;

    /// <summary>What a workspace's row says of a schema with this history.</summary>
    public SchemaState State => new(Version, Fingerprint);

    /// <summary>After steps: a migration that the schema had was reverted, one that it did not have was applied.</summary>
    public SchemaHistory After(IEnumerable<RenderedMigration> steps)
    {
        var after = Applied.ToHashSet(MigrationId.Comparer);
        after.SymmetricExceptWith(steps.Select(s => s.Id));
        return new SchemaHistory(after);
    }

    /// <summary>After steps that add rows or remove them, in their order.</summary>
    public SchemaHistory After(IEnumerable<SchemaStep> steps)
    {
        var ids = _ids.ToHashSet(MigrationId.Comparer);
        foreach (var step in steps)
        {
            _ = step.Adds is { } added ? ids.Add(added) : ids.Remove(step.Removes!);
        }

        return new SchemaHistory(ids);
    }
}
