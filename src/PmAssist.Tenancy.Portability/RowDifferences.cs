namespace PmAssist.Tenancy.Portability;

/// <summary>Rows of one kind that a comparison found.</summary>
public sealed class RowDifferences
{
    internal RowDifferences(long count, IReadOnlyList<string> keys) => (Count, Keys) = (count, keys);

    internal static RowDifferences None { get; } = new(0, []);

    /// <summary>How many there are.</summary>
    public long Count { get; }

    /// <summary>
    /// The keys of the first ones, at most <see cref="CompareOptions.Keys"/>, as <see cref="IWorkspacePortability.CopyBackAsync"/> takes
    /// them: the JSON array of the key's values, for example <c>["8f0e…"]</c> or <c>[17,"de"]</c>. Of a table without a key, whole rows.
    /// </summary>
    public IReadOnlyList<string> Keys { get; }
}
