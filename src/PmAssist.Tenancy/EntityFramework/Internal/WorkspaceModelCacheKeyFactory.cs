using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// The key of a cached model: the context's type, the schema the model is built for, and whether it is the design-time
/// model. In <see cref="SchemaMode.SharedModel"/> the schema is always the template, so all workspaces share one model; in
/// <see cref="SchemaMode.ModelPerWorkspace"/> it is the bound workspace's.
/// </summary>
/// <remarks>
/// Without the design-time flag, migrations would get the read-optimized model and fail (dotnet/efcore#25154).
/// Singleton; safe to use from any thread.
/// </remarks>
internal sealed class WorkspaceModelCacheKeyFactory : IModelCacheKeyFactory
{
    public object Create(DbContext context, bool designTime)
        => (context.GetType(), context.GetService<ISchemaBinding>().ModelSchema, designTime);
}
