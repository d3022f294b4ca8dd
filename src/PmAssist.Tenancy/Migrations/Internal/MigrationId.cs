namespace PmAssist.Tenancy.Internal;

/// <summary>
/// What a migration's id says: a timestamp of 14 digits, an underscore and the name (EF Core, MigrationsIdGenerator). All ids are
/// compared here, and in the one way that EF's migrator compares them.
/// </summary>
internal static class MigrationId
{
    public static StringComparer Comparer => StringComparer.OrdinalIgnoreCase;

    /// <summary>Below zero if the first is older; null, for no migration, is older than all.</summary>
    public static int Compare(string? left, string? right) => Comparer.Compare(left, right);

    public static bool Matches(string id, string idOrName) => Compare(id, idOrName) == 0 || Compare(NameOf(id), idOrName) == 0;

    private static string NameOf(string id) => id[(id.IndexOf('_', StringComparison.Ordinal) + 1)..];
}
