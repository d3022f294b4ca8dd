namespace PmAssist.Tenancy.Internal;

/// <summary>The ids of the events that the core logs; the event's name is the constant's. Ids are stable.</summary>
internal static class TenancyEvents
{
    /// <summary>A workspace's schema was made.</summary>
    public const int WorkspaceProvisioned = 1000;

    /// <summary>A workspace's schema could not be made.</summary>
    public const int WorkspaceProvisioningFailed = 1001;

    /// <summary>A deleted workspace was purged: its schema is dropped.</summary>
    public const int WorkspacePurged = 1002;

    /// <summary>The reason of a failure could not be written to the catalogue.</summary>
    public const int FailureNotRecorded = 1003;

    /// <summary>The check at startup was skipped, because the master is not available.</summary>
    public const int StartupCheckSkipped = 1004;

    /// <summary>A workspace that a crash left half done could not be completed at startup.</summary>
    public const int UnfinishedWorkspaceLeft = 1005;

    /// <summary>A deleted workspace whose time has come could not be purged.</summary>
    public const int PurgeFailed = 1006;

    /// <summary>The workspaces to be purged could not be read.</summary>
    public const int DuePurgesNotRead = 1007;

    /// <summary>Workspaces were found at startup whose schema is not in the database.</summary>
    public const int SchemasMissing = 1008;

    /// <summary>The spare workspaces could not be filled up.</summary>
    public const int SparesNotRefilled = 1009;

    /// <summary>A workspace was migrated.</summary>
    public const int WorkspaceMigrated = 1100;

    /// <summary>A workspace could not be migrated.</summary>
    public const int WorkspaceMigrationFailed = 1101;

    /// <summary>A migration run ended.</summary>
    public const int RunFinished = 1102;

    /// <summary>Workspaces are ahead of this build.</summary>
    public const int WorkspacesAhead = 1103;

    /// <summary>A context cannot be pooled.</summary>
    public const int ContextNotPooled = 1200;

    /// <summary><c>last_seen_utc</c> could not be written.</summary>
    public const int LastSeenNotWritten = 1300;

    /// <summary>The fleet could not be counted for the gauges.</summary>
    public const int FleetNotCounted = 1301;

    /// <summary>An <see cref="IWorkspaceObserver"/> threw.</summary>
    public const int ObserverFailed = 1302;

    /// <summary>A function failed in a workspace.</summary>
    public const int VisitFailed = 1400;

    /// <summary>A run of a function over workspaces ended.</summary>
    public const int VisitsFinished = 1401;
}
