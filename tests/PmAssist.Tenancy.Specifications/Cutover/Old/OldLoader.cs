using System.Data.Common;
using System.Text;

namespace PmAssist.Tenancy.Specifications.Cutover;

/// <summary>Makes the old tables and fills them, many rows with one statement.</summary>
internal sealed class OldLoader(IOldPlace place)
{
    private const int RowsOfStatement = 500;
    private const int StatementsOfTransaction = 100;

    public static string Names(IOldPlace place, OldTable table) => string.Join(", ", table.Columns.Select(c => place.Name(c.Name)));

    public static string Values(IOldPlace place, OldRow row)
        => string.Join(", ", row.Values.Select((value, i) => place.Literal(row.Table.Columns[i], value)));

    public async Task LoadAsync(Func<OldTable, IEnumerable<OldRow>> rows, CancellationToken cancellationToken)
    {
        await using var connection = await place.OpenAsync();
        foreach (var table in OldTables.All)
        {
            await RunAsync(connection, transaction: null, Create(table), cancellationToken);
            foreach (var portion in rows(table).Chunk(RowsOfStatement * StatementsOfTransaction))
            {
                await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
                foreach (var statement in portion.Chunk(RowsOfStatement))
                {
                    await RunAsync(connection, transaction, Insert(table, statement), cancellationToken);
                }

                await transaction.CommitAsync(cancellationToken);
            }

            if (table.HasWorkspaceIndex && table != OldTables.Workspace)
            {
                var index =
                    $"CREATE INDEX {place.Name($"ix_{table.Name}_workspace")} ON {place.Table(table.Name)} ({place.Name("workspace_id")})";
                await RunAsync(connection, transaction: null, index, cancellationToken);
            }
        }

        if (place.AfterLoad is { } last)
        {
            await RunAsync(connection, transaction: null, last, cancellationToken);
        }
    }

    private string Create(OldTable table)
    {
        var columns = table.Columns.Select(
            c => $"{place.Name(c.Name)} {place.Type(c)} {(table.Key.Contains(c.Name) ? "NOT NULL" : "NULL")}");
        return $"CREATE TABLE {place.Table(table.Name)} ({string.Join(", ", columns)}, PRIMARY KEY "
            + $"({string.Join(", ", table.Key.Select(place.Name))}))";
    }

    private string Insert(OldTable table, IReadOnlyCollection<OldRow> rows)
    {
        var sql = new StringBuilder($"INSERT INTO {place.Table(table.Name)} ({Names(place, table)}) VALUES ");
        foreach (var row in rows)
        {
            sql.Append('(').Append(Values(place, row)).Append("),");
        }

        sql.Length--;
        return sql.ToString();
    }

    private static async Task RunAsync(DbConnection connection, DbTransaction? transaction, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        command.CommandTimeout = 600;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
