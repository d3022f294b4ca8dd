using System.Globalization;
using System.Text.Json;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>What a cutover knows of a workspace, kept beside the catalogue while it lasts.</summary>
/// <param name="Status">The state that the workspace gets when the new side is opened.</param>
internal sealed record WorkspaceState(WorkspaceStatus Status)
{
    /// <summary>The description that its rows were carried over by; null if they were not yet.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>The newest change on the whole old side when its last pass began; null if there was none.</summary>
    public DateTime? AsOf { get; init; }

    /// <summary>The old tables as they were when its last pass began, by new table.</summary>
    public IReadOnlyDictionary<string, TableDigest> Tables { get; init; } = new Dictionary<string, TableDigest>();

    public static WorkspaceState FromJson(string json) => JsonSerializer.Deserialize<WorkspaceState>(json)!;

    public string ToJson() => JsonSerializer.Serialize(this);
}

/// <summary>One workspace's rows of an old table: enough to tell that one came, changed or went.</summary>
internal sealed record TableDigest(long Rows, string Keys, DateTime? Newest)
{
    public static TableDigest None { get; } = new(0, "0", Newest: null);

    /// <param name="row">A row of <see cref="TableMapping.SelectDigest"/>.</param>
    public static TableDigest Read(object?[] row)
        => new(Convert.ToInt64(row[1], CultureInfo.InvariantCulture), Convert.ToString(row[2], CultureInfo.InvariantCulture) ?? "0", TimeOf(row[3]));

    /// <summary>Both together: of two keys that the engine takes for the same.</summary>
    public TableDigest With(TableDigest other)
        => new(Rows + other.Rows, string.Join('+', new[] { Keys, other.Keys }.Order(StringComparer.Ordinal)), Newest > other.Newest ? Newest : other.Newest ?? Newest);

    private static DateTime? TimeOf(object? value)
        => value switch
        {
            null => null,
            DateTimeOffset time => time.UtcDateTime,
            DateTime time => time,
            string text => DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal),
            _ => throw new CutoverException($"A change column of the type {value.GetType().Name} is not supported; it has to be a time. Leave it out, and all rows are compared."),
        };
}
