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

    /// <summary>
    /// A migration that has a statement outside a transaction failed or was cancelled, and what came before that statement stays.
    /// The error names the statement reached; the next run goes on there.
    /// </summary>
    Partial,

    /// <summary>
    /// The run was stopped or cancelled before it came to this workspace, or while it was there, and it is as it was; or it was
    /// deleted in the meantime.
    /// </summary>
    Skipped,

    /// <summary>A dry run would migrate it.</summary>
    Planned,
}
