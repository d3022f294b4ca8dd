namespace PmAssist.Tenancy.Providers;

/// <summary>The migrations that a schema has, of each context.</summary>
/// <param name="contexts">See <see cref="Contexts"/>.</param>
public sealed class SchemaVersion(IReadOnlyList<(string Name, IReadOnlyList<string> Migrations)> contexts)
{
    /// <summary>
    /// The names of the contexts' types, in the order of registration, and the ids of their migrations, the oldest first.
    /// </summary>
    public IReadOnlyList<(string Name, IReadOnlyList<string> Migrations)> Contexts => contexts;

    /// <summary>The ids of a context's migrations, the oldest first; none if it has none.</summary>
    /// <param name="context">The name of the context's type.</param>
    public IReadOnlyList<string> MigrationsOf(string context) => contexts.FirstOrDefault(c => c.Name == context).Migrations ?? [];

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
        return contexts.All(c => !c.Migrations.Except(other.MigrationsOf(c.Name), StringComparer.OrdinalIgnoreCase).Any());
    }
}
