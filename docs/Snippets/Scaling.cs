using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PmAssist.Tenancy;

namespace Snippets;

public static class Scaling
{
    public static void Distribute(HostApplicationBuilder builder, string coordinator)
    {
        ArgumentNullException.ThrowIfNull(builder);
        #region distribute-schemas
        builder.Services.AddPmAssistTenancy<AppDbContext>(tenancy => tenancy
            .UseNpgsql(coordinator)
            .DistributeSchemas());
        #endregion
    }

    public static void DistributeFromAnyNode(HostApplicationBuilder builder, string anyNode, string coordinator)
    {
        ArgumentNullException.ThrowIfNull(builder);
        #region distribute-schemas-any-node
        builder.Services.AddPmAssistTenancy<AppDbContext>(tenancy => tenancy
            .UseNpgsql(anyNode, schemaChangeConnectionString: coordinator)
            .DistributeSchemas(masterOnAllNodes: true));
        #endregion
    }

    public static async Task DistributeAllAsync(IWorkspacePlaces places, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(places);
        #region distribute-all
        await foreach (var place in places.ListAsync(cancellationToken))
        {
            if (!place.IsDistributed)
            {
                await places.DistributeAsync(place.Workspace.Id, actorId: "ops", cancellationToken);
            }
        }
        #endregion
    }

    public static async Task MoveAsync(IWorkspacePlaces places, Guid workspaceId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(places);
        #region move-place
        foreach (var node in await places.GetNodesAsync(cancellationToken))
        {
            Console.WriteLine($"{node.Name} {(node.TakesWorkspaces ? "takes workspaces" : "takes none")}");
        }

        await places.MoveAsync(workspaceId, "db3.internal:5432", actorId: "ops", cancellationToken: cancellationToken);
        #endregion
    }

    public static async Task WatchAsync(IWorkspacePlaces places, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(places);
        #region move-progress
        var progress = await places.GetProgressAsync(cancellationToken);
        foreach (var move in progress.Moves)
        {
            Console.WriteLine($"{move.Schema} from {move.Source} to {move.Target}: {move.CopiedBytes} of {move.Bytes} bytes, {move.Step}");
        }
        #endregion
    }
}
