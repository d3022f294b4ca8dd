using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// The way to the database with the master schema: each call has a pooled context of its own, is retried by the engine's execution
/// strategy, and turns a database that cannot be reached, or has no master schema, into an error that says what to do.
/// </summary>
internal sealed class MasterConnection(TenancyContexts contexts, TenancyProvider provider) : IDisposable
{
    // Strategies are made by a context. This one is used for nothing else, so any thread may ask it for one.
    private readonly Lazy<MasterDbContext> _strategies = new(() => CreateInitialized(contexts));

    /// <summary>Runs an operation that opens its own connections under the engine's execution strategy.</summary>
    public Task<T> ExecuteAsync<T>(Func<CancellationToken, Task<T>> operation, CancellationToken cancellationToken)
        => ExecuteAsync(operation, wasDone: null, cancellationToken);

    /// <summary>Runs work on a context of its own, its connection open.</summary>
    /// <param name="work">The work.</param>
    /// <param name="wasDone">Asked before a retry whether the failed attempt was done after all; null if repeating does no harm.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task<T> UseAsync<T>(
        Func<MasterDbContext, CancellationToken, Task<T>> work,
        Func<CancellationToken, Task<ExecutionResult<T>>>? wasDone,
        CancellationToken cancellationToken)
    {
        var (wasOpened, isConnectionLost) = (false, false);
        try
        {
            return await ExecuteAsync(RunAsync, wasDone, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (isConnectionLost && exception is not (OperationCanceledException or TenancyException))
        {
            throw new MasterUnavailableException(
                wasOpened
                    ? $"The connection to the {provider.Name} database with the master schema was lost: "
                        + $"{DatabaseError.SentenceOf(exception)} "
                        + "Try again, or let EF retry: EnableRetryOnFailure() in the engine's options."
                    : $"The {provider.Name} database with the master schema cannot be opened: {DatabaseError.SentenceOf(exception)} "
                        + "Check that it exists and that the connection is correct; nothing was changed.",
                exception);
        }

        async Task<T> RunAsync(CancellationToken token)
        {
            (wasOpened, isConnectionLost) = (false, false);
            var context = contexts.CreateMaster();
            await using var _ = context.ConfigureAwait(false);
            try
            {
                await context.Database.OpenConnectionAsync(token).ConfigureAwait(false);
                wasOpened = true;
                return await work(context, token).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                isConnectionLost = await IsLostAsync(context, exception, token).ConfigureAwait(false);
                throw;
            }
            finally
            {
                // EF does not dispose a context that its full pool rejects, which would leave the connection open.
                await context.Database.CloseConnectionAsync().ConfigureAwait(false);
            }
        }
    }

    public void Dispose()
    {
        if (_strategies.IsValueCreated)
        {
            _strategies.Value.Dispose();
        }
    }

    /// <exception cref="OperationCanceledException">If it was canceled between two attempts, the last one's error is inside.</exception>
    private async Task<T> ExecuteAsync<T>(
        Func<CancellationToken, Task<T>> operation,
        Func<CancellationToken, Task<ExecutionResult<T>>>? wasDone,
        CancellationToken cancellationToken)
    {
        Exception? failed = null;
        try
        {
            return await _strategies.Value.Database.CreateExecutionStrategy().ExecuteAsync(
                AttemptAsync,
                (_, run, token) => run(token),
                wasDone is null ? null : (_, _, token) => wasDone(token),
                cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (failed is not null)
        {
            throw new OperationCanceledException(
                $"The call was canceled while the {provider.Name} database was tried again and again: {DatabaseError.SentenceOf(failed)}",
                failed,
                exception.CancellationToken);
        }

        async Task<T> AttemptAsync(CancellationToken token)
        {
            try
            {
                return await operation(token).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                failed = exception;
                throw;
            }
        }
    }

    /// <summary>EF initializes a context when it is first used, and two threads may not do that at once.</summary>
    private static MasterDbContext CreateInitialized(TenancyContexts contexts)
    {
        var context = contexts.CreateMasterForSchemaChange();
        context.Database.CreateExecutionStrategy();
        return context;
    }

    /// <summary>Whether the connection could not be opened or was lost; if it was not, whether there is a master schema at all.</summary>
    /// <exception cref="MasterUnavailableException">There is none.</exception>
    private static async Task<bool> IsLostAsync(MasterDbContext context, Exception exception, CancellationToken cancellationToken)
    {
        var connection = context.Database.GetDbConnection();
        if (DatabaseError.IsOfConnection(exception, connection))
        {
            return true;
        }

        if (exception is TenancyException or OperationCanceledException || DatabaseError.CauseOf(exception) is null)
        {
            return false;
        }

        try
        {
            if (context.Database.CurrentTransaction is { } failed)
            {
                await failed.RollbackAsync(cancellationToken).ConfigureAwait(false);
            }

            if ((await context.Database.GetAppliedMigrationsAsync(cancellationToken).ConfigureAwait(false)).Any())
            {
                return false;
            }
        }
        catch (Exception)
        {
            // The question failed as well, mostly because the connection died with the first error, which is the one to tell.
            return connection.State != ConnectionState.Open;
        }

        throw new MasterUnavailableException(
            "The database has no master schema yet. Create it with IWorkspaceMigrator.MigrateMasterAsync() or the command line's "
            + "'migrations run', or set TenancyOptions.MigrateOnStartup.",
            exception);
    }
}
