using System.Data;
using System.Data.Common;
using System.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using IsolationLevel = System.Data.IsolationLevel;

namespace PmAssist.Tenancy.Internal;

/// <summary>One transaction of one context, in which other contexts of the same workspace take part. Run again, it is a new one.</summary>
internal sealed class SharedTransaction(WorkspaceSchema schema, IsolationLevel isolationLevel)
{
    /// <summary>Known to all that the work calls, so that a context which takes no part in it can be told.</summary>
    private static readonly AsyncLocal<SharedTransaction?> Flow = new();

    private readonly List<BorrowedConnection> _others = [];
    private SharedTransaction? _outer;
    private DbContext? _owner;
    private WorkspaceBinding? _binding;
    private IDbContextTransaction? _transaction;
    private Exception? _failureInside;
    private bool _isLost;

    private WorkspaceSchema Schema => schema;

    /// <summary>Called before a workspace context that takes part in no transaction opens its connection.</summary>
    /// <exception cref="WorkspaceTransactionException">The caller is inside a transaction of the same workspace.</exception>
    public static void ThrowIfInside(Type contextType, WorkspaceSchema schema)
    {
        if (FindInFlow(running => running is { _transaction: not null } && running.Schema == schema) is { } found)
        {
            throw found.Refused(
                $"This {contextType.Name} belongs to no scope, or to another one, and so would not take part in the transaction that is "
                + $"running in the workspace {schema.WorkspaceId}. Get it from the services of the scope that runs the transaction, or use "
                + "it before or after RunAsync.");
        }
    }

    /// <summary>Runs work and commits it, or rolls it back.</summary>
    /// <param name="owner">The context whose connection and transaction are shared.</param>
    /// <param name="contexts">All contexts that take part from the beginning, the owner among them.</param>
    /// <param name="work">The work.</param>
    /// <param name="cancellationToken">Cancels it before the commit.</param>
    public async Task<TResult> RunAsync<TResult>(
        DbContext owner,
        IReadOnlyList<DbContext> contexts,
        Func<CancellationToken, Task<TResult>> work,
        CancellationToken cancellationToken)
    {
        (_failureInside, _isLost) = (null, false);
        await BeginAsync(owner, cancellationToken).ConfigureAwait(false);
        try
        {
            foreach (var context in contexts)
            {
                Join(context);
            }

            (_outer, Flow.Value) = (Flow.Value, this);
            var result = await work(cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            await CommitAsync().ConfigureAwait(false);
            return result;
        }
        finally
        {
            await EndAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Runs work of a call that was made while this transaction is running.</summary>
    public async Task<TResult> RunInsideAsync<TResult>(
        Func<CancellationToken, Task<TResult>> work, IsolationLevel wanted, CancellationToken cancellationToken)
    {
        if (FindInFlow(running => running == this) is null)
        {
            throw Refused("Another call of this scope is running a transaction. A scope is used by one caller at a time: wait for that "
                + "call, or make a scope of your own with IWorkspaceScopeFactory.CreateScopeAsync.");
        }

        if (wanted != IsolationLevel.Unspecified && wanted != isolationLevel)
        {
            throw Refused($"The transaction that this call would join has the isolation level {isolationLevel}, not {wanted}. Ask for "
                + $"{wanted} in the outer call.");
        }

        try
        {
            return await work(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            _failureInside ??= exception;
            throw;
        }
    }

    /// <summary>Takes a context in; does nothing for one that takes part already, or while the transaction is not running.</summary>
    public void Join(DbContext context)
    {
        if (_transaction is null || ReferenceEquals(context.GetService<WorkspaceBinding>().Transaction, this))
        {
            return;
        }

        ThrowIfBusy(context);
        var borrowed = new BorrowedConnection(context, _transaction.GetDbTransaction());
        borrowed.Binding.Transaction = this;
        _others.Add(borrowed);
    }

    /// <summary>The error of a context whose connection has to be opened although it takes part.</summary>
    public WorkspaceTransactionException ConnectionLost()
    {
        _isLost = true;
        return Refused("The connection of the running transaction was closed, and with it the transaction ended: nothing is committed. Let "
            + "the work end with its first error, and do not close the connection in it.");
    }

    /// <summary>Called before the first attempt for all contexts: EF's own errors at that point advise what does not help here.</summary>
    public void ThrowIfBusy(DbContext context)
    {
        var database = context.Database;
        var problem =
            Transaction.Current is not null
                ? "A TransactionScope is open. Use it or RunAsync, not both."
            : database.CurrentTransaction is not null || database.GetEnlistedTransaction() is not null
                ? $"{context.GetType().Name} has a transaction already. Commit it or roll it back before RunAsync."
            : database.GetDbConnection().State != ConnectionState.Closed
                ? $"{context.GetType().Name} has an open connection. Close it, or end the query that is reading, before RunAsync."
            : context.GetService<ConnectionWatch>().IsForeign()
                ? $"{context.GetType().Name} has a connection or connection string that was set on it. Leave it as its options say."
            : null;
        if (problem is not null)
        {
            throw Refused($"The transaction cannot begin in the workspace {schema.WorkspaceId}. {problem}");
        }
    }

    /// <summary>The innermost that is meant, of all that the caller is inside of: those of other workspaces too.</summary>
    private static SharedTransaction? FindInFlow(Predicate<SharedTransaction> isMeant)
    {
        var running = Flow.Value;
        while (running is not null && !isMeant(running))
        {
            running = running._outer;
        }

        return running;
    }

    private async Task BeginAsync(DbContext owner, CancellationToken cancellationToken)
    {
        var binding = owner.GetService<WorkspaceBinding>();
        try
        {
            _transaction = await owner.Database.BeginTransactionAsync(isolationLevel, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // EF leaves the connection open if only the transaction could not begin (EF Core v10.0.11, RelationalConnection).
            await owner.Database.CloseConnectionAsync().ConfigureAwait(false);
            throw;
        }

        (_owner, _binding, binding.Transaction) = (owner, binding, this);
    }

    private async Task CommitAsync()
    {
        if (_failureInside is not null)
        {
            throw Refused(
                "A call of RunAsync inside the work failed and its exception was caught, so nothing was committed. Let it end the outer "
                + "work as well, or do what may fail after the transaction.",
                _failureInside);
        }

        if (_isLost)
        {
            throw ConnectionLost();
        }

        if (!ReferenceEquals(_binding!.Transaction, this)
            || !ReferenceEquals(_owner!.Database.CurrentTransaction, _transaction)
            || _others.Exists(other => !other.IsInTransaction))
        {
            throw EndedByWork();
        }

        var connection = _owner.Database.GetDbConnection();
        if (connection.State != ConnectionState.Open)
        {
            throw ConnectionLost();
        }

        await ThrowIfAbortedAsync(connection).ConfigureAwait(false);
        try
        {
            // Not canceled: nobody would know then whether it was committed.
            await _transaction!.CommitAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (DatabaseError.IsOfConnection(exception, connection))
        {
            throw new WorkspaceTransactionException(
                schema.WorkspaceId,
                "The connection was lost during the commit, so the work may be committed or not, and was not repeated: "
                + $"{DatabaseError.SentenceOf(exception)} Look for what the work writes before you run it again.",
                exception)
            { MayBeCommitted = true };
        }
        catch (InvalidOperationException exception)
        {
            // So drivers say that the transaction is over.
            throw EndedByWork(exception);
        }
    }

    /// <summary>
    /// PostgreSQL takes nothing more in a transaction after a failed statement, and its COMMIT rolls back without an error. A connection
    /// that is lost already is told here, while it is certain that nothing is committed.
    /// </summary>
    private async Task ThrowIfAbortedAsync(DbConnection connection)
    {
        var command = connection.CreateCommand();
        await using var _ = command.ConfigureAwait(false);
        try
        {
            (command.CommandText, command.Transaction) = ("SELECT 1", _transaction!.GetDbTransaction());
            await command.ExecuteScalarAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (InvalidOperationException exception)
        {
            throw EndedByWork(exception);
        }
        catch (DbException exception) when (!DatabaseError.IsOfConnection(exception, connection))
        {
            throw Refused(
                "A statement in the work failed and its exception was caught, and after that the engine commits nothing: "
                + $"{DatabaseError.SentenceOf(exception)} Let the exception end the work, or set a savepoint before what may fail and roll "
                + "back to it.",
                exception);
        }
    }

    private WorkspaceTransactionException EndedByWork(Exception? innerException = null)
        => new(
            schema.WorkspaceId,
            "The work committed or rolled back the transaction itself, or ended its scope. Leave the end to RunAsync; nothing that came "
            + "after was in the transaction.",
            innerException)
        { MayBeCommitted = true };

    /// <summary>Rolls back what is not committed, and gives every context its own connection again.</summary>
    private async Task EndAsync()
    {
        var transaction = _transaction!;
        _transaction = null;
        foreach (var other in _others.Where(other => ReferenceEquals(other.Binding.Transaction, this)))
        {
            other.Binding.Transaction = null;
            other.GiveBack();
        }

        _others.Clear();
        if (!ReferenceEquals(_binding!.Transaction, this))
        {
            return;
        }

        _binding.Transaction = null;
        try
        {
            await transaction.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is DbException or InvalidOperationException or IOException)
        {
            // The work's error is the one to tell. The server rolls back when the connection ends, at the latest with the context's lease.
            _owner!.GetService<ConnectionWatch>().Distrust();
        }
    }

    private WorkspaceTransactionException Refused(string message, Exception? innerException = null)
        => new(schema.WorkspaceId, message, innerException);
}
