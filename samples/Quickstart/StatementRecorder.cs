using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Quickstart;

/// <summary>Remembers the last query that was sent, as any interceptor of a host sees it: with its schema in place.</summary>
public sealed class StatementRecorder : DbCommandInterceptor
{
    public string? Last { get; private set; }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default)
    {
        Last = command.CommandText;
        return new(result);
    }
}
