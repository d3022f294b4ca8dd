using System.Data.Common;

namespace PmAssist.Tenancy.Specifications.Cutover;

/// <summary>A transaction of the old application that is under way.</summary>
public sealed class OldTransaction : IAsyncDisposable
{
    private readonly DbConnection _connection;
    private readonly DbTransaction _transaction;
    private readonly Action _committed;

    internal OldTransaction(DbConnection connection, DbTransaction transaction, Action committed)
        => (_connection, _transaction, _committed) = (connection, transaction, committed);

    public DbConnection Connection => _connection;

    public async Task CommitAsync()
    {
        await _transaction.CommitAsync();
        _committed();
    }

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    internal async Task WriteOneAsync(string sql)
    {
        await using var command = _connection.CreateCommand();
        command.Transaction = _transaction;
        command.CommandText = sql;
        if (await command.ExecuteNonQueryAsync() != 1)
        {
            throw new InvalidOperationException($"Not one row was written by: {sql}");
        }
    }
}
