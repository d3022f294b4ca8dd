namespace PmAssist.Tenancy;

/// <summary>What a run did to a workspace.</summary>
public enum WorkspaceMigrationOutcome
{
    /// <summary>It had all migrations already.</summary>
    UpToDate,

    /// <summary>Migrations were applied or reverted.</summary>
    Migrated,

    /// <summary>A migration failed and was rolled back.</summary>
    Failed,

    /// <summary>The run was stopped before it came to this workspace.</summary>
    Skipped,
}
