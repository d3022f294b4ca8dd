using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.SqlServer.Tests.Recording;

/// <summary>The library's services on a <see cref="RecordingServer"/>.</summary>
internal static class RecordedHost
{
    public static ServiceProvider Create(
        RecordingServer server, Action<SqlServerDbContextOptionsBuilder>? sqlServer = null, Action<TenancyBuilder>? tenancy = null)
        => Create<WorkspaceDbContext>(server, sqlServer, tenancy);

    public static ServiceProvider Create<TContext>(
        RecordingServer server, Action<SqlServerDbContextOptionsBuilder>? sqlServer = null, Action<TenancyBuilder>? tenancy = null)
        where TContext : DbContext
        => new ServiceCollection()
            .AddPmAssistTenancy<TContext>(builder =>
            {
                builder.UseSqlServer(_ => new RecordingConnection(server), sqlServer);
                tenancy?.Invoke(builder);
            })
            .AddWorkspaceCutover(cutover => cutover.UseSqlServer())
            .AddWorkspacePortability()
            .BuildServiceProvider(validateScopes: true);
}
