namespace PmAssist.Tenancy;

/// <summary>A workspace context was used without a workspace.</summary>
public sealed class WorkspaceNotBoundException : TenancyException
{
    internal WorkspaceNotBoundException(Type contextType, string message)
        : base(message)
        => ContextType = contextType;

    internal WorkspaceNotBoundException(Type contextType)
        : this(
            contextType,
            $"This {contextType.Name} has no workspace, so nothing was sent. Rent one from "
            + $"IWorkspaceContextFactory<{contextType.Name}>.RentAsync(workspaceId), or enter a workspace in the scope first: "
            + "IWorkspaceAccessor.EnterAsync(workspaceId) or IWorkspaceScopeFactory.CreateScopeAsync(workspaceId). A health check is "
            + "AddHealthChecks().AddPmAssistTenancy() instead of AddDbContextCheck.")
    {
    }

    /// <summary>The type of the context.</summary>
    public Type ContextType { get; }

    internal static WorkspaceNotBoundException WithoutRules(Type contextType)
        => new(
            contextType,
            $"The options of this {contextType.Name} lack the library's rules, which keep its commands in one schema, so nothing was "
            + "sent. Get it from the services of AddPmAssistTenancy, also in an IDesignTimeDbContextFactory, or build its options with "
            + "UseWorkspaceSchemas(provider) instead of UseSqlServer, UseNpgsql or UseSqlite.");

    internal static WorkspaceNotBoundException OfEndedLease(string what, Type contextType)
        => new(
            contextType,
            $"{what} was created in a lease of {contextType.Name} that is over, and its context may serve another workspace now, so "
            + "nothing was sent. Create it again from the context of the current lease.");
}
