using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Internal;

/// <summary>Makes the contexts that the library works with, whatever the host's context type.</summary>
internal interface ITenancyContexts
{
    /// <summary>The time-out of the workspace context's commands, in seconds; null for the driver's own.</summary>
    int? WorkspaceCommandTimeout { get; }

    /// <summary>A pooled master context.</summary>
    MasterDbContext CreateMaster();

    /// <summary>A master context of its own, for changing the master schema.</summary>
    MasterDbContext CreateMasterForSchemaChange();

    /// <summary>A workspace context without a workspace, for work that is the same for all of them.</summary>
    WorkspaceDbContext CreateUnbound();

    /// <summary>
    /// A bound context that is never pooled, because a schema change may set another login or transaction on it. Its session opens it.
    /// </summary>
    WorkspaceDbContext CreateForSchemaChange(Workspace workspace);

    /// <inheritdoc cref="CreateForSchemaChange(Workspace)"/>
    /// <remarks>For callers without the catalogue's row: services in the context's constructor find no current workspace.</remarks>
    WorkspaceDbContext CreateForSchemaChange(WorkspaceSchema schema);
}
