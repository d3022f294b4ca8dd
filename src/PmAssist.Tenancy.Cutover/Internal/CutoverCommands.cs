using System.Data.Common;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>Runs a cutover's SQL on one connection. Without a time-out: a copy takes as long as it takes, and can be canceled.</summary>
internal sealed class CutoverCommands(DbConnection connection, DbTransaction? transaction = null)
{
    public static CutoverCommands In(SchemaSession session) => new(session.Connection, session.Transaction);

    public Task PrepareAsync(CutoverDialect dialect, bool checks, CancellationToken cancellationToken)
        => dialect.PrepareAsync(connection, transaction, checks, cancellationToken);

    public async Task<long> ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        var command = Create(sql);
        await using var commandDisposal = command.ConfigureAwait(false);
        return Math.Max(0, await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false));
    }

    public async Task<List<object?[]>> QueryAsync(string sql, CancellationToken cancellationToken)
    {
        var rows = new List<object?[]>();
        await ReadAsync(
            sql,
            reader =>
            {
                var row = new object?[reader.FieldCount];
                for (var i = 0; i < row.Length; i++)
                {
                    row[i] = reader.IsDBNull(i) ? null : reader.GetValue(i);
                }

                rows.Add(row);
            },
            cancellationToken).ConfigureAwait(false);
        return rows;
    }

    /// <summary>Reads rows one by one, so that it does not matter how many there are.</summary>
    public async Task ReadAsync(string sql, Action<DbDataReader> row, CancellationToken cancellationToken)
    {
        var command = Create(sql);
        await using var commandDisposal = command.ConfigureAwait(false);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var readerDisposal = reader.ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            row(reader);
        }
    }

    private DbCommand Create(string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        command.CommandTimeout = 0;
        return command;
    }
}
