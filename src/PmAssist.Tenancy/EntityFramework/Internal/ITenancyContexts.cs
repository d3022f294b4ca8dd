namespace PmAssist.Tenancy.Internal;

/// <summary>Makes the contexts that the library works with, whatever the host's context types.</summary>
internal interface ITenancyContexts
{
    /// <summary>The host's contexts, in the order in which they were registered. One at least.</summary>
    IReadOnlyList<IWorkspaceContexts> Workspace { get; }

    /// <summary>The contexts of a registered type.</summary>
    /// <exception cref="InvalidOperationException">The type was not registered.</exception>
    IWorkspaceContexts Of(Type contextType);

    /// <summary>A pooled master context.</summary>
    MasterDbContext CreateMaster();

    /// <summary>A master context of its own, for changing the master schema.</summary>
    MasterDbContext CreateMasterForSchemaChange();
}
