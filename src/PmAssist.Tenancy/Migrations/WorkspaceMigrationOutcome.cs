namespace PmAssist.Tenancy;

/// <summary>What a run did to a workspace.</summary>
public enum WorkspaceMigrationOutcome
{
    /// <summary>
    /// The run was stopped or canceled before it came to this workspace, or while it was there, and it is as it was; or it was
    /// deleted in the meantime.
    /// </summary>
    Skipped = 0,

    /// <summary>A dry run would migrate it.</summary>
    Planned = 1,

    /// <summary>It had all migrations already.</summary>
    UpToDate = 2,

    /// <summary>Migrations were applied or reverted.</summary>
    Migrated = 3,

    /// <summary>A migration failed and was rolled back.</summary>
    Failed = 4,

    /// <summary>
    /// A migration failed or was canceled after a part was committed: the migrations before it, or its own statements up to one
    /// that runs outside a transaction. The result's version and the error say where the workspace is; the next run goes on there.
    /// </summary>
    Partial = 5,

    /// <summary>It has all migrations of this build, and others that a newer build applied. It was left as it is.</summary>
    Ahead = 6,
}
