using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy;

namespace Snippets;

public static class Spares
{
    public static void Keep(IServiceCollection services, string connectionString)
    {
        #region keep-spares
        services.AddPmAssistTenancy<AppDbContext>(tenancy => tenancy
            .UseNpgsql(connectionString)
            .Configure(options => options.SpareWorkspaces = 10));
        #endregion
    }

    public static async Task<Workspace> CreateAsync(IWorkspaceService workspaces, string messageId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workspaces);
        #region create-by-request
        var workspace = await workspaces.CreateAsync(new NewWorkspace("Northwind", "ada") { RequestId = messageId }, cancellationToken);
        #endregion
        return workspace;
    }
}
