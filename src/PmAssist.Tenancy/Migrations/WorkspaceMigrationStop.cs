namespace PmAssist.Tenancy;

/// <summary>Why a run ended before it had tried every workspace.</summary>
public enum WorkspaceMigrationStop
{
    /// <summary>It did not: every workspace was tried.</summary>
    None = 0,

    /// <summary>A canary failed.</summary>
    CanaryFailed = 1,

    /// <summary>More workspaces failed than <see cref="WorkspaceMigrationOptions.ErrorBudget"/> allows.</summary>
    ErrorBudgetSpent = 2,

    /// <summary>The caller canceled it.</summary>
    Cancelled = 3,
}
