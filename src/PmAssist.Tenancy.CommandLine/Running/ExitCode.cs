namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>What a verb tells the shell.</summary>
internal enum ExitCode
{
    /// <summary>All that was asked for was done.</summary>
    Done = 0,

    /// <summary>Nothing of it was done.</summary>
    Failed = 1,

    /// <summary>The command line is wrong; nothing was begun.</summary>
    Usage = 2,

    /// <summary>The question was answered, and something is pending or was found.</summary>
    Found = 3,

    /// <summary>Some of it was done, some failed or was not reached.</summary>
    Partial = 4,
}
