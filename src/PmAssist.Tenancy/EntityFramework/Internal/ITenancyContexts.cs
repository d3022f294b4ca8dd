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

    /// <summary>A workspace context with no workspace, for what is the same in all of them.</summary>
    WorkspaceDbContext CreateUnbound();

    /// <summary>
    /// A bound context of its own, never pooled: a schema change may put another login or transaction on it. Its session opens it.
    /// </summary>
    WorkspaceDbContext CreateForSchemaChange(Workspace workspace);

    /// <inheritdoc cref="CreateForSchemaChange(Workspace)"/>
    /// <remarks>Where the catalogue's row is not at hand: services of the context's constructor find no current workspace.</remarks>
    WorkspaceDbContext CreateForSchemaChange(WorkspaceSchema schema);
}
