using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace PmAssist.Tenancy;

/// <summary>
/// Gives each context instance its own connection, created by the host. EF's own <c>UseSqlServer(DbConnection)</c> would
/// give all of them the same one, because a context's options are built once.
/// </summary>
internal sealed class SqlServerConnectionSource(Func<DbConnection> create) : DbConnectionInterceptor
{
    public override InterceptionResult<DbConnection> ConnectionCreating(
        ConnectionCreatingEventData eventData, InterceptionResult<DbConnection> result)
        => InterceptionResult<DbConnection>.SuppressWithResult(create());
}
