using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>The host's first workspace context in a workspace's scope, whatever its type.</summary>
internal static class WorkspaceContext
{
    public static DbContext Of(IServiceProvider scope)
    {
        // A host may have contexts that are not the library's; these have no fleet.
        var isService = scope.GetRequiredService<IServiceProviderIsService>();
        var type = scope.GetServices<DbContextOptions>().Select(o => o.ContextType)
            .First(t => isService.IsService(typeof(IWorkspaceFleet<>).MakeGenericType(t)));
        return (DbContext)scope.GetRequiredService(type);
    }
}
