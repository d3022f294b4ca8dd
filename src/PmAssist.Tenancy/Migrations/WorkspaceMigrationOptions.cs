namespace PmAssist.Tenancy;

/// <summary>How a run over the workspaces goes.</summary>
public sealed class WorkspaceMigrationOptions
{
    /// <summary>How many workspaces are migrated at once: 1 to 256. Default: 4.</summary>
    public int MaxParallelism { get; set; } = 4;

    internal void Validate()
    {
        if (MaxParallelism is < 1 or > 256)
        {
            throw new ArgumentOutOfRangeException(
                nameof(MaxParallelism), MaxParallelism, $"{nameof(MaxParallelism)} goes from 1 to 256.");
        }
    }
}
