namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>How a change ended for one workspace.</summary>
internal enum ChangeOutcome
{
    /// <summary>It was not reached.</summary>
    Skipped = 0,

    /// <summary>It would be done.</summary>
    Planned = 1,

    Done = 2,

    Failed = 3,

    /// <summary>It was so already.</summary>
    Unchanged = 4,
}
