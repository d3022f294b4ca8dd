using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace PmAssist.Tenancy.Specifications;

/// <summary>Cancels a call at one of its commands.</summary>
internal sealed class CommandCanceler : DbCommandInterceptor
{
    private CancellationTokenSource? _cancellation;
    private int _left;

    public void CancelAt(int command, CancellationTokenSource cancellation) => (_left, _cancellation) = (command, cancellation);

    /// <returns>Whether it has canceled.</returns>
    public bool Stop()
    {
        _cancellation = null;
        return _left <= 0;
    }

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default)
    {
        await CountAsync();
        return result;
    }

    public override async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        await CountAsync();
        return result;
    }

    private Task CountAsync()
        => _cancellation is { } cancellation && Interlocked.Decrement(ref _left) == 0 ? cancellation.CancelAsync() : Task.CompletedTask;
}
