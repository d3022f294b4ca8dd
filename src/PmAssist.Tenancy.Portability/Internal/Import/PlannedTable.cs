using Microsoft.EntityFrameworkCore.Metadata;

namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>A table of a file, and the table of this host that its rows go to.</summary>
internal sealed class PlannedTable
{
    private readonly Func<IColumn, object, object?>? _nearestTime;

    /// <param name="source">The file's table.</param>
    /// <param name="target">This host's.</param>
    /// <param name="nearestTime">The time that a column can hold in the place of another; null if times are not rounded.</param>
    /// <exception cref="PortabilityException">The two do not have the same columns.</exception>
    public PlannedTable(ExportedTable source, WorkspaceTable target, Func<IColumn, object, object?>? nearestTime)
    {
        (Source, Target, _nearestTime) = (source, target, nearestTime);
        Columns = [.. source.Columns.Select(ColumnOf)];
        if (target.Columns.FirstOrDefault(c => !c.Column.IsNullable && !source.Columns.Any(s => s.Name == c.Name)) is { } missing)
        {
            throw Refusal(missing.Name, $"has a column '{missing.Name}' here that the file does not have, and that has to have a value");
        }
    }

    public ExportedTable Source { get; }

    public WorkspaceTable Target { get; }

    /// <summary>The columns in the file's order.</summary>
    public IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>Whether rows are compared here as they were in the export: JSON in a column of text is compared as a text.</summary>
    public bool IsSumOfFile
        => _nearestTime is null
            && Source.Columns.Zip(Columns).All(c => (c.First.Type == JsonType.Instance.Name) == c.Second.Type.HasOtherTexts);

    /// <summary>Puts the nearest times that the columns can hold into the place of others.</summary>
    /// <returns>Whether there were any.</returns>
    public bool RoundTimes(object?[] values)
    {
        if (_nearestTime is null)
        {
            return false;
        }

        var any = false;
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] is { } value && _nearestTime(Columns[i].Column, value) is { } nearest)
            {
                (values[i], any) = (nearest, true);
            }
        }

        return any;
    }

    private TableColumn ColumnOf(ExportedColumn column)
    {
        var target = Target.Find(column.Name)
            ?? throw Refusal(column.Name, $"has no column '{column.Name}' here that values could be written to");
        return column.Type == JsonType.Instance.Name && target.Type.Name == ScalarTypes.Of(typeof(string))!.Name
            ? new TableColumn(target.Column, JsonType.Instance)
            : target;
    }

    private PortabilityException Refusal(string column, string what)
        => new($"The table '{Source.Name}' {what}. Nothing was changed; use a build of the host that has the tables of the file.")
        {
            Table = Source.Name,
            Column = column,
        };
}
