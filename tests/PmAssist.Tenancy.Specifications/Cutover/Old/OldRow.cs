using System.Globalization;

namespace PmAssist.Tenancy.Specifications.Cutover;

/// <summary>
/// A row of an old table. Ids are <see cref="Guid"/>, times <see cref="DateTimeOffset"/>; a text in their place is what an engine
/// without such types may have there.
/// </summary>
public sealed class OldRow
{
    private readonly object?[] _values;

    public OldRow(OldTable table, object?[] values) => (Table, _values) = (table, values);

    public OldTable Table { get; }

    public IReadOnlyList<object?> Values => _values;

    public object? this[string column] => _values[Table.Position(column)];

    /// <summary>The row's key as people write it, the columns with commas between.</summary>
    public string Key => string.Join(',', Table.Key.Select(column => Convert.ToString(this[column], CultureInfo.InvariantCulture)));

    /// <summary>The workspace that it names; null if none, or if the table is that of the workspaces.</summary>
    public Guid? WorkspaceId => Table == OldTables.Workspace ? null : this["workspace_id"] as Guid?;

    public OldRow With(string column, object? value)
    {
        var values = (object?[])_values.Clone();
        values[Table.Position(column)] = value;
        return new(Table, values);
    }
}
