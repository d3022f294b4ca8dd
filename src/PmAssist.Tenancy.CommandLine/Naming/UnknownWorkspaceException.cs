namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>No workspace has the name that the operator gave.</summary>
internal sealed class UnknownWorkspaceException(string message) : TenancyException(message);
