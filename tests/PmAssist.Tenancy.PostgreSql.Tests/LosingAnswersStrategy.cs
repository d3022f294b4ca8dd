using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Npgsql.EntityFrameworkCore.PostgreSQL;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>Retries, and loses the connection after each operation's first success, before the answer arrives.</summary>
internal sealed class LosingAnswersStrategy(ExecutionStrategyDependencies dependencies)
    : NpgsqlRetryingExecutionStrategy(dependencies, 3, TimeSpan.FromMilliseconds(1), errorCodesToAdd: null)
{
    public static int Lost { get; private set; }

    public override Task<TResult> ExecuteAsync<TState, TResult>(
        TState state,
        Func<DbContext, TState, CancellationToken, Task<TResult>> operation,
        Func<DbContext, TState, CancellationToken, Task<ExecutionResult<TResult>>>? verifySucceeded,
        CancellationToken cancellationToken = default)
    {
        var isInner = Current is not null;
        var isLost = false;
        return base.ExecuteAsync(state, RunAsync, verifySucceeded, cancellationToken);

        async Task<TResult> RunAsync(DbContext context, TState s, CancellationToken token)
        {
            var result = await operation(context, s, token);
            if (isInner || isLost)
            {
                return result;
            }

            (isLost, Lost) = (true, Lost + 1);
            throw new NpgsqlException("The connection was lost", new IOException("Connection reset by peer"));
        }
    }
}
