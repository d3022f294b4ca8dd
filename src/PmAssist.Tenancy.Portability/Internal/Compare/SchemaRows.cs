using System.Data.Common;

namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>The rows of a schema.</summary>
/// <param name="names">Names in SQL.</param>
/// <param name="schema">The schema.</param>
/// <param name="createCommand">Makes a command where it is read.</param>
internal sealed class SchemaRows(EngineNames names, string schema, Func<string, DbCommand> createCommand) : IRowSource
{
    public async Task ReadAsync(PlannedTable table, Action<ReadOnlySpan<byte>> row, CancellationToken cancellationToken)
    {
        using var format = new RowFormat(table.Columns);
        using var line = new JsonLine();
        var command = createCommand(names.Select(table.Target.Name, table.Columns.Select(c => c.Name), schema));
        await using var commandDisposal = command.ConfigureAwait(false);
        command.CommandTimeout = 0;
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var readerDisposal = reader.ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            line.Clear();
            row(format.Write(reader, line));
        }
    }
}
