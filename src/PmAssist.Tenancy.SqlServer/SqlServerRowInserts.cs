using System.Data.Common;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy;

/// <summary>
/// Rows over a connection of the host's that wraps the driver's, as a profiler's does: the driver's bulk copy takes its own alone. As many
/// rows as the server takes go in one <c>INSERT</c>.
/// </summary>
/// <param name="session">The session.</param>
/// <param name="helper">Names in SQL.</param>
/// <param name="table">The table's delimited name.</param>
/// <param name="columns">Its columns that are written.</param>
internal sealed class SqlServerRowInserts(SchemaSession session, ISqlGenerationHelper helper, string table, IReadOnlyList<IColumn> columns)
{
    // Of 2,100 parameters in a command; and VALUES has at most 1,000 rows.
    private const int MostParameters = 2_000;
    private const int MostRows = 1_000;

    public async Task<long> WriteAsync(IAsyncEnumerable<object?[]> rows, CancellationToken cancellationToken)
    {
        var (before, after) = SqlServerBulk.Rows.AroundNumberedKeys(table, "");
        await ExecuteAsync(before!, cancellationToken).ConfigureAwait(false);
        var most = Math.Clamp(MostParameters / columns.Count, 1, MostRows);
        var command = CreateInsert(most);
        await using var disposal = command.ConfigureAwait(false);
        var (count, pending) = (0L, 0);
        await foreach (var row in rows.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            for (var i = 0; i < columns.Count; i++)
            {
                command.Parameters[(pending * columns.Count) + i].Value = row[i] ?? DBNull.Value;
            }

            count++;
            if (++pending == most)
            {
                await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
                pending = 0;
            }
        }

        await InsertRestAsync(command, pending, cancellationToken).ConfigureAwait(false);
        await ExecuteAsync(after!, cancellationToken).ConfigureAwait(false);
        return count;
    }

    private async Task InsertRestAsync(DbCommand full, int rows, CancellationToken cancellationToken)
    {
        if (rows == 0)
        {
            return;
        }

        var command = CreateInsert(rows);
        await using var disposal = command.ConfigureAwait(false);
        for (var i = 0; i < command.Parameters.Count; i++)
        {
            command.Parameters[i].Value = full.Parameters[i].Value;
        }

        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private DbCommand CreateInsert(int rows)
    {
        var command = session.CreateCommand("");
        command.CommandTimeout = 0;
        var values = new List<string>();
        for (var row = 0; row < rows; row++)
        {
            var names = columns.Select((_, i) => $"@p{(row * columns.Count) + i}").ToList();
            foreach (var (column, name) in columns.Zip(names))
            {
                command.Parameters.Add(column.StoreTypeMapping.CreateParameter(command, name, value: null, nullable: true));
            }

            values.Add($"({string.Join(", ", names)})");
        }

        command.CommandText = $"INSERT INTO {table} ({string.Join(", ", columns.Select(c => helper.DelimitIdentifier(c.Name)))}) "
            + $"VALUES {string.Join(", ", values)}";
        return command;
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        var command = session.CreateCommand(sql);
        await using var disposal = command.ConfigureAwait(false);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
