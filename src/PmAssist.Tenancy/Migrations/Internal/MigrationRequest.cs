namespace PmAssist.Tenancy.Internal;

/// <summary>What is to be done to a workspace.</summary>
/// <param name="Target">Where to go.</param>
/// <param name="SpansTransactions">Whether the way there may take several transactions.</param>
/// <param name="LockTimeout">How long to wait for the schema's lock.</param>
internal sealed record MigrationRequest(MigrationTarget Target, bool SpansTransactions, TimeSpan LockTimeout)
{
    /// <summary>Whether a run began with this workspace, and stops if it fails.</summary>
    public bool IsCanary { get; init; }
}
