using System.Data.Common;

namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>Gives a row that is there the values of the file's.</summary>
internal sealed class RowUpdate(SchemaSession session, BulkRows bulk, EngineNames names, PlannedTable table)
{
    private readonly IReadOnlyList<TableColumn> _columns = table.Columns;

    /// <summary>A number that the engine gave stays: it lets nobody change it.</summary>
    public async Task RunAsync(object?[] values, CancellationToken cancellationToken)
    {
        var set = _columns.Select((c, i) => (c.Name, c.Column, Sql: $"{names.Name(c.Name)} = @p{i}"))
            .Where(c => table.Source.Key.Contains(c.Name) || !bulk.IsFixed(c.Column))
            .ToLookup(c => table.Source.Key.Contains(c.Name));
        if (!set[false].Any())
        {
            return;
        }

        var command = session.CreateCommand(
            $"UPDATE {names.Table(table.Target.Name, session.Access.Schema)} SET {string.Join(", ", set[false].Select(c => c.Sql))} "
            + $"WHERE {string.Join(" AND ", set[true].Select(c => c.Sql))}");
        await using var disposal = command.ConfigureAwait(false);
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters.Add(Parameter(command, i, values[i]));
        }

        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>With the type of the column, and the value as the driver takes it: after the column's value converter.</summary>
    private DbParameter Parameter(DbCommand command, int column, object? value)
    {
        var parameter = _columns[column].Column.StoreTypeMapping.CreateParameter(command, $"@p{column}", value: null, nullable: true);
        parameter.Value = value ?? DBNull.Value;
        return parameter;
    }
}
