namespace PmAssist.Tenancy;

/// <summary>A workspace context was used with no workspace.</summary>
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
            + "IWorkspaceAccessor.EnterAsync(workspaceId) or IWorkspaceScopeFactory.CreateScopeAsync(workspaceId).")
    {
    }

    /// <summary>The type of the context.</summary>
    public Type ContextType { get; }

    internal static WorkspaceNotBoundException WithoutRules(Type contextType)
        => new(
            contextType,
            $"The options of this {contextType.Name} lack the library's rules, so nothing would keep its commands in one schema, and nothing "
            + "was sent. Get it from the services of AddPmAssistTenancy, also in an IDesignTimeDbContextFactory, or build its options with "
            + "UseWorkspaceSchemas(provider) in place of UseSqlServer, UseNpgsql or UseSqlite.");

    internal static WorkspaceNotBoundException OfEndedLease(string what, Type contextType)
        => new(
            contextType,
            $"{what} was made in a lease of {contextType.Name} that is over, and its context may serve another workspace now, so nothing was "
            + "sent. Make it anew from the context of the current lease.");
}
