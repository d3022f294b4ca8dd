namespace PmAssist.Tenancy.Internal;

/// <summary>
/// What a migration's id says: a timestamp of 14 digits, an underscore and the name (EF Core, MigrationsIdGenerator). Within the library
/// an id of any but the host's first context begins with that context's name, <c>BillingDbContext/20260101000000_Invoices</c>, because two
/// contexts may have migrations of the same id. All ids are compared here, and in the one way that EF's migrator compares them.
/// </summary>
internal static class MigrationId
{
    private const char Separator = '/';

    /// <summary>By timestamp and name, whatever the context; for equality the context counts too.</summary>
    public static MigrationIdComparer Comparer { get; } = new();

    /// <summary>What the ids of a context begin with.</summary>
    public static string QualifierFor(Type contextType) => $"{contextType.Name}{Separator}";

    /// <summary>The id as the context's history table has it.</summary>
    public static string InHistory(string id) => id[(id.LastIndexOf(Separator) + 1)..];

    /// <summary>What the id begins with; empty for the first context's.</summary>
    public static string QualifierOf(string id) => id[..(id.LastIndexOf(Separator) + 1)];

    /// <summary>Below zero if the first is older; null, for no migration, is older than all.</summary>
    public static int Compare(string? left, string? right)
        => (left, right) switch
        {
            (null, null) => 0,
            (null, _) => -1,
            (_, null) => 1,
            _ => SpanInHistory(left).CompareTo(SpanInHistory(right), StringComparison.OrdinalIgnoreCase),
        };

    /// <summary>Whether an id is the one that a person named: by id or name, with the context's name before it or without.</summary>
    public static bool Matches(string id, string contextName, string named)
    {
        var at = named.LastIndexOf(Separator);
        return (at < 0 || named.AsSpan(0, at).Equals(contextName, StringComparison.OrdinalIgnoreCase))
            && (Compare(id, named) == 0 || Compare(NameOf(InHistory(id)), named) == 0);
    }

    private static ReadOnlySpan<char> SpanInHistory(string id) => id.AsSpan(id.LastIndexOf(Separator) + 1);

    private static string NameOf(string id) => id[(id.IndexOf('_', StringComparison.Ordinal) + 1)..];
}
