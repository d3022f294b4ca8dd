namespace PmAssist.Tenancy;

/// <summary>Why a run ended before it had tried every workspace.</summary>
public enum RunStop
{
    /// <summary>It did not: every workspace was tried.</summary>
    None = 0,

    /// <summary>A canary failed.</summary>
    CanaryFailed = 1,

    /// <summary>More workspaces failed than the error budget allows.</summary>
    ErrorBudgetSpent = 2,

    /// <summary>The caller canceled it.</summary>
    Canceled = 3,
}
