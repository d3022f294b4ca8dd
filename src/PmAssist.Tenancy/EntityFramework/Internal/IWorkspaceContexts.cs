using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Internal;

/// <summary>Makes the contexts of one registered type, for work that does not know the type.</summary>
internal interface IWorkspaceContexts
{
    /// <summary>The registered type.</summary>
    Type ContextType { get; }

    /// <summary>The time-out of the contexts' commands, in seconds; null for the driver's own.</summary>
    int? CommandTimeout { get; }

    /// <summary>The name of the table with the context's migrations, in each workspace's schema.</summary>
    string HistoryTable { get; }

    /// <summary>Whether the host chose an execution strategy for the contexts, as <c>EnableRetryOnFailure</c> does.</summary>
    bool HasExecutionStrategy { get; }

    /// <summary>A context without a workspace, for work that is the same for all of them.</summary>
    DbContext CreateUnbound();

    /// <summary>
    /// A bound context that is never pooled, because a schema change may set another login or transaction on it. Its session opens it.
    /// </summary>
    DbContext CreateForSchemaChange(Workspace workspace);

    /// <inheritdoc cref="CreateForSchemaChange(Workspace)"/>
    /// <remarks>For callers without the catalogue's row: services in the context's constructor find no current workspace.</remarks>
    DbContext CreateForSchemaChange(WorkspaceSchema schema);
}
