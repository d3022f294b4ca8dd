using System.Globalization;
using System.Text.Json.Serialization;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>One workspace's rows of a source table: enough to tell that one came, changed or went.</summary>
internal sealed record TableDigest(
    [property: JsonPropertyName("rows")] long Rows,
    [property: JsonPropertyName("keys")] string Keys,
    [property: JsonPropertyName("newest")] DateTime? Newest)
{
    private const DateTimeStyles AsUtc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    public static TableDigest None { get; } = new(0, "0", Newest: null);

    /// <param name="row">A row of <see cref="TableQueries.SelectDigest"/>.</param>
    public static TableDigest Read(object?[] row)
        => new(Number(row[1]), Sum(row[2]), TimeOf(row[3]));

    /// <summary>
    /// What is noted of a pass: what it found at its beginning, but where the copy knows better, the rows that were really copied.
    /// </summary>
    /// <param name="found">The digests at its beginning, by new table.</param>
    /// <param name="copied">What <see cref="OfCopied"/> gave.</param>
    public static Dictionary<string, TableDigest> Noted(
        Dictionary<string, TableDigest> found, IReadOnlyDictionary<string, TableDigest?> copied)
        => found.Where(f => copied.GetValueOrDefault(f.Key, f.Value) is not null)
            .ToDictionary(f => f.Key, f => copied.GetValueOrDefault(f.Key, f.Value)! with { Newest = f.Value.Newest });

    /// <summary>
    /// The digest of source rows that the new ones come from, and no others: null if the source side changed between the copy and
    /// this look at it.
    /// </summary>
    /// <param name="present">
    /// What <see cref="TableQueries.SelectPresent"/> found: one reading, so that both sums are of the same rows.
    /// </param>
    /// <param name="now">What <see cref="TableSync.SelectKeys"/> found.</param>
    public static TableDigest? OfCopied(List<object?[]> present, object?[] now)
        => present switch
        {
            [] => Number(now[0]) == 0 ? None : null,
            [var row] when Number(row[3]) == Number(now[0]) && (Number(now[0]) == 0 || Sum(row[4]) == Sum(now[1]))
                => new(Number(row[1]), Sum(row[2]), Newest: null),

            // The two differ, or there are two keys of one workspace, whose sums cannot be added here.
            _ => null,
        };

    /// <summary>Both together: of two keys that the engine considers equal.</summary>
    public TableDigest With(TableDigest other)
        => new(
            Rows + other.Rows,
            string.Join('+', new[] { Keys, other.Keys }.Order(StringComparer.Ordinal)),
            Newest > other.Newest ? Newest : other.Newest ?? Newest);

    private static long Number(object? value) => Convert.ToInt64(value, CultureInfo.InvariantCulture);

    private static string Sum(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 0 } sum ? sum : "0";

    private static DateTime? TimeOf(object? value)
        => value switch
        {
            null => null,
            DateTimeOffset time => time.UtcDateTime,
            DateTime time => time,
            string text => DateTime.Parse(text, CultureInfo.InvariantCulture, AsUtc),
            _ => throw new CutoverException(
                $"A change column of the type {value.GetType().Name} is not supported; it has to be a time. "
                + "Leave it out, and all rows are compared."),
        };
}
