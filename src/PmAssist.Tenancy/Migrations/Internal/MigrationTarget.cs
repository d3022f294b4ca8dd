namespace PmAssist.Tenancy.Internal;

/// <summary>Where a schema is to go.</summary>
/// <param name="Migration">A migration's id or name, <c>0</c> for none of them, null for the newest.</param>
/// <param name="MayRevert">Whether migrations after the target are taken back.</param>
internal sealed record MigrationTarget(string? Migration, bool MayRevert)
{
    /// <summary>The context whose migrations are concerned; null for all, or for the one that has the migration named.</summary>
    public Type? ContextType { get; init; }

    /// <summary>The only migrations to apply on the way; null for all. Default: null.</summary>
    public IReadOnlyCollection<string>? Only { get; init; }

    /// <summary>To the target, back if the schema is ahead of it; as EF's <c>Migrate</c> does.</summary>
    public static MigrationTarget Exactly(string? migration) => new(migration, MayRevert: true);

    /// <summary>Up to the target; a schema that is ahead stays there.</summary>
    public static MigrationTarget AtLeast(string? migration) => new(migration, MayRevert: false);
}
