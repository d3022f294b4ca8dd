namespace PmAssist.Tenancy.Internal;

/// <summary>What a workspace's row says of its schema.</summary>
/// <param name="Version">The newest migration applied.</param>
/// <param name="Fingerprint">Stands for all migrations applied; null where there is none, and no table therefore.</param>
internal readonly record struct SchemaState(string? Version, string? Fingerprint)
{
    public static SchemaState Of(Workspace workspace) => new(workspace.SchemaVersion, workspace.SchemaFingerprint);
}
