namespace PmAssist.Tenancy.Internal;

/// <summary>What is found of a workspace's row, and what a repair of it would do.</summary>
internal static class RowFindings
{
    /// <summary>A workspace that has been on the way since before a time; null if it is not.</summary>
    public static WorkspaceFinding? Stuck(Workspace workspace, DateTime before)
    {
        var (kind, since, repair) = workspace.Status switch
        {
            WorkspaceStatus.Provisioning => (
                WorkspaceFindingKind.ProvisioningStuck, workspace.UpdatedUtc, "Provisions it, as CreateAsync with its id does."),
            WorkspaceStatus.Spare when workspace.DbSchemaName is null => (
                WorkspaceFindingKind.ProvisioningStuck, workspace.UpdatedUtc, "Provisions it, as the host does that keeps spares."),
            WorkspaceStatus.Importing when workspace.IsUnfinishedImport => (
                WorkspaceFindingKind.ImportStuck, workspace.UpdatedUtc, "Removes what it left, as if it had never begun."),
            WorkspaceStatus.Suspended when workspace.IsBeingRestored => (
                WorkspaceFindingKind.RestoreStuck,
                workspace.UpdatedUtc,
                "Resumes it: the rows are those before the restore or those of its file. Look which, and restore again if need be."),
            WorkspaceStatus.Deleting => (
                WorkspaceFindingKind.DeletingStuck, workspace.PurgeAfterUtc ?? workspace.UpdatedUtc, "Drops its schema, as was begun."),
            _ => (WorkspaceFindingKind.NotExamined, DateTime.MaxValue, ""),
        };
        return since > before
            ? null
            : new WorkspaceFinding(kind, workspace.Schema, workspace, repair)
            {
                Actual = $"{workspace.Status} since {since:u}",
                IsSafe = true,
            };
    }

    public static WorkspaceFinding Missing(Workspace workspace)
        => new(
            WorkspaceFindingKind.SchemaMissing,
            workspace.Schema,
            workspace,
            workspace.Status == WorkspaceStatus.Spare
                ? "Marks the spare, so that nobody gets it and a host that keeps spares makes its schema again."
                : "Marks the workspace, so that nobody enters it. Restore the schema from a backup and call "
                    + "IWorkspaceMigrator.VerifyAsync(), or delete the workspace.")
        {
            Expected = "the schema",
            IsSafe = workspace.SchemaFingerprint is not null,
        };

    public static WorkspaceFinding CatalogueWrong(Workspace workspace, SchemaHistory history)
        => new(
            WorkspaceFindingKind.CatalogueWrong,
            workspace.Schema,
            workspace,
            "Corrects the row by the schema's own history.")
        {
            Expected = Named(SchemaState.Of(workspace)),
            Actual = Named(history.State),
            IsSafe = true,
        };

    private static string Named(SchemaState state) => $"{state.Version ?? "no version"}, fingerprint {state.Fingerprint ?? "none"}";

    public static WorkspaceFinding NotExamined(Workspace workspace, string why)
        => new(WorkspaceFindingKind.NotExamined, workspace.Schema, workspace, why) { Actual = why };
}
