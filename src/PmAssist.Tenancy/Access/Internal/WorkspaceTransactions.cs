using System.Data;
using System.Runtime.ExceptionServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.Internal;

/// <summary>Knows the contexts of a DI scope, and runs work in one transaction over them.</summary>
internal sealed class WorkspaceTransactions(IServiceProvider scope, TenancyContexts contexts, IWorkspaceAccessor accessor)
    : IWorkspaceTransactions
{
    private readonly List<DbContext> _contexts = [];
    private SharedTransaction? _running;

    /// <summary>A context of the scope, from now on; it joins a transaction that is running.</summary>
    public void Add(DbContext context)
    {
        _running?.Join(context);
        _contexts.Add(context);
    }

    public Task RunAsync(Func<CancellationToken, Task> work, IsolationLevel isolationLevel, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        return RunAsync(
            async token =>
            {
                await work(token).ConfigureAwait(false);
                return true;
            },
            isolationLevel,
            cancellationToken);
    }

    public async Task<TResult> RunAsync<TResult>(
        Func<CancellationToken, Task<TResult>> work, IsolationLevel isolationLevel, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        var workspace = accessor.Current ?? throw new WorkspaceNotBoundException(contexts.Workspace[0].ContextType);
        var transaction = new SharedTransaction(workspace.Schema, isolationLevel);
        if (Interlocked.CompareExchange(ref _running, transaction, null) is { } running)
        {
            return await running.RunInsideAsync(work, isolationLevel, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            return await RunAsync(transaction, work, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _running, null);
        }
    }

    private async Task<TResult> RunAsync<TResult>(
        SharedTransaction transaction, Func<CancellationToken, Task<TResult>> work, CancellationToken cancellationToken)
    {
        var owner = (DbContext)scope.GetRequiredService(contexts.Workspace[0].ContextType);
        _contexts.ForEach(transaction.ThrowIfBusy);
        var isRepeatable = !_contexts.Exists(context => context.ChangeTracker.Entries().Any());
        var attempts = 0;

        // A context with a retrying strategy refuses to work in a transaction that no such strategy can repeat.
        var strategist = contexts.Workspace.FirstOrDefault(c => c.HasExecutionStrategy) ?? contexts.Workspace[0];
        var strategy = ((DbContext)scope.GetRequiredService(strategist.ContextType)).Database.CreateExecutionStrategy();
        var (result, error) = await strategy.ExecuteAsync(AttemptAsync, cancellationToken).ConfigureAwait(false);
        error?.Throw();
        return result!;

        // The strategy repeats what throws, so an error that must not be repeated is returned.
        async Task<(TResult? Result, ExceptionDispatchInfo? Error)> AttemptAsync(CancellationToken token)
        {
            if (attempts++ > 0)
            {
                // They show what the failed attempt saved as if it were in the database.
                _contexts.ForEach(context => context.ChangeTracker.Clear());
            }

            try
            {
                return (await transaction.RunAsync(owner, _contexts, work, token).ConfigureAwait(false), null);
            }
            catch (Exception exception) when (!isRepeatable)
            {
                return (default, ExceptionDispatchInfo.Capture(exception));
            }
        }
    }
}
