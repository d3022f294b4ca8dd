namespace PmAssist.Tenancy.Internal;

/// <summary>What an endpoint says of its workspace; the last counts.</summary>
internal interface IWorkspaceMetadata
{
    /// <summary>The least role; null for an endpoint without a workspace.</summary>
    WorkspaceRole? LeastRole { get; }

    /// <summary>Whether it was said where the endpoint is mapped. An attribute is nearer to the code.</summary>
    bool IsConvention { get; }
}
