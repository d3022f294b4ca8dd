using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Refuses to open the connection of an unbound workspace context: EF keeps a pooled context's last connection string,
/// which on an engine with one database per workspace is the previous workspace's.
/// </summary>
internal sealed class BindingGuard(WorkspaceBinding binding) : DbConnectionInterceptor
{
    public override InterceptionResult ConnectionOpening(
        DbConnection connection, ConnectionEventData eventData, InterceptionResult result)
    {
        _ = binding.RequireSchema();
        return result;
    }

    public override ValueTask<InterceptionResult> ConnectionOpeningAsync(
        DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        _ = binding.RequireSchema();
        return new(result);
    }
}
