namespace PmAssist.Tenancy.Providers;

/// <summary>The migrations that a schema has, of each context.</summary>
/// <param name="contexts">See <see cref="Contexts"/>.</param>
public sealed class SchemaVersion(IReadOnlyDictionary<string, IReadOnlyList<string>> contexts)
{
    /// <summary>The ids of the migrations, the oldest first, by the name of their context's type.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Contexts => contexts;

    /// <summary>Whether two versions have the same migrations.</summary>
    /// <param name="other">The other version.</param>
    public bool IsSame(SchemaVersion other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return IsPartOf(other) && other.IsPartOf(this);
    }

    /// <summary>Whether another version has all migrations of this one.</summary>
    /// <param name="other">The other version.</param>
    public bool IsPartOf(SchemaVersion other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return contexts.All(c => c.Value.Count == 0
            || (other.Contexts.TryGetValue(c.Key, out var ids) && !c.Value.Except(ids, StringComparer.OrdinalIgnoreCase).Any()));
    }
}
