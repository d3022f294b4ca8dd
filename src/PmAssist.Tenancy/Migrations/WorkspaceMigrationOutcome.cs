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
    /// A migration failed or was cancelled after a part was committed: the migrations before it, or its own statements up to one
    /// that runs outside a transaction. The result's version and the error say where the workspace is; the next run goes on there.
    /// </summary>
    Partial,

    /// <summary>
    /// The run was stopped or cancelled before it came to this workspace, or while it was there, and it is as it was; or it was
    /// deleted in the meantime.
    /// </summary>
    Skipped,

    /// <summary>A dry run would migrate it.</summary>
    Planned,

    /// <summary>It has all migrations of this build, and others that a newer build applied. It was left as it is.</summary>
    Ahead,
}
