namespace PmAssist.Tenancy.Portability;

/// <summary>How a workspace is exported.</summary>
public sealed class ExportOptions
{
    private readonly Dictionary<(string Table, string Column), Func<object?, object?>> _masks = [];

    /// <summary>The names of the tables to export; null for all. A file with only some cannot be imported, but compared and copied from.
    /// Default: null.</summary>
    public IReadOnlyCollection<string>? Tables { get; init; }

    /// <summary>Whether the workspace's members are exported too. Default: false.</summary>
    public bool Members { get; init; }

    /// <summary>
    /// Whether the workspace's audit entries are exported too. They can be read in the file, and are not imported. Default: false.
    /// </summary>
    public bool Audit { get; init; }

    /// <summary>
    /// A key that the file is signed with (HMAC-SHA256), so that a changed file is refused even if somebody changed it on purpose; 16 bytes
    /// or more, from a secret store. Default: null for a digest, which finds damage alone.
    /// </summary>
    public ReadOnlyMemory<byte>? SigningKey { get; init; }

    /// <summary>Who asked for it, for the audit log: 1 to 128 characters; null for the system. Default: null.</summary>
    public string? ActorId { get; init; }

    /// <summary>Is told how far the export is: at most four times a second, and at each table's end. Default: null.</summary>
    public IProgress<PortabilityProgress>? Progress { get; init; }

    internal IReadOnlyDictionary<(string Table, string Column), Func<object?, object?>> Masks => _masks;

    /// <summary>
    /// Puts something else in the place of a column's values, for a copy that somebody may have who may not have the data. The manifest
    /// says which columns were masked. Keys should stay as they are: rows refer to them.
    /// </summary>
    /// <param name="table">The table's name.</param>
    /// <param name="column">The column's name.</param>
    /// <param name="mask">
    /// Gets a value as the driver gives it, null for none, and gives one of the same type, or null if the column may have none. Called once
    /// for each row, on one thread.
    /// </param>
    /// <returns>These options.</returns>
    public ExportOptions Mask(string table, string column, Func<object?, object?> mask)
    {
        ArgumentException.ThrowIfNullOrEmpty(table);
        ArgumentException.ThrowIfNullOrEmpty(column);
        ArgumentNullException.ThrowIfNull(mask);
        _masks[(table, column)] = mask;
        return this;
    }
}
