using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Internal;

/// <summary>A context on the connection and in the transaction of another one, until it gives them back.</summary>
internal sealed class BorrowedConnection
{
    private readonly WorkspaceBinding _binding;
    private readonly ConnectionWatch _watch;
    private readonly IRelationalConnection _connection;
    private readonly DbConnection _borrowed;
    private readonly string? _ownString;
    private readonly IDbContextTransaction? _transaction;

    /// <param name="context">A bound context with a closed connection of its own.</param>
    /// <param name="transaction">The other context's transaction.</param>
    public BorrowedConnection(DbContext context, DbTransaction transaction)
    {
        _binding = context.GetService<WorkspaceBinding>();
        _watch = context.GetService<ConnectionWatch>();
        _connection = context.GetService<IRelationalConnection>();
        _borrowed = transaction.Connection!;

        // Without a string in the options the engine has a source of connections, and setting a string would take its place.
        var options = RelationalOptionsExtension.Extract(context.GetService<IDbContextOptions>());
        _ownString = options.ConnectionString is null ? null : _connection.ConnectionString;
        _connection.SetDbConnection(_borrowed, contextOwnsConnection: false);
        try
        {
            _transaction = _connection.UseTransaction(transaction);
        }
        catch
        {
            GiveBack();
            throw;
        }
    }

    public WorkspaceBinding Binding => _binding;

    public bool IsInTransaction => ReferenceEquals(_connection.CurrentTransaction, _transaction);

    /// <summary>
    /// Leaves the transaction as it is. EF disposed the context's own connection when it got this one, and makes another.
    /// </summary>
    public void GiveBack()
    {
        _connection.CurrentTransaction?.Dispose();
        if (!ReferenceEquals(_connection.DbConnection, _borrowed))
        {
            _watch.Distrust();
            return;
        }

        _connection.SetDbConnection(null, contextOwnsConnection: true);
        if (_ownString is not null)
        {
            _connection.ConnectionString = _ownString;
        }

        _watch.Renew();
        _binding.BindConnection();
    }
}
