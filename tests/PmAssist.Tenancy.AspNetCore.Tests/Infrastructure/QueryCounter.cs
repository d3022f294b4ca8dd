using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace PmAssist.Tenancy.AspNetCore.Tests;

/// <summary>Counts the queries of the master; refuses them while the database is away.</summary>
public sealed class QueryCounter : DbCommandInterceptor
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _count);
        return new(result);
    }
}
