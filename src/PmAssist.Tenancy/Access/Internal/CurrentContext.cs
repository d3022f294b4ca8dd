namespace PmAssist.Tenancy.Internal;

/// <summary>The scope's bound context for the library's own services, which do not know the host's context type.</summary>
internal sealed class CurrentContext(Func<WorkspaceDbContext> get)
{
    public WorkspaceDbContext Context => get();
}
