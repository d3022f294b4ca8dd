namespace PmAssist.Tenancy.Portability;

/// <summary>How far an export, an import, a restore or a clone is.</summary>
public sealed class PortabilityProgress
{
    internal PortabilityProgress()
    {
    }

    /// <summary>The table that is being copied.</summary>
    public required string Table { get; init; }

    /// <summary>How many rows of it were copied.</summary>
    public required long TableRows { get; init; }

    /// <summary>How many rows of all tables were copied.</summary>
    public required long Rows { get; init; }

    /// <summary>How many rows there are in all; null if that is not known, as in an export.</summary>
    public long? TotalRows { get; init; }

    /// <summary>How many rows were copied in a second, on the average since the beginning.</summary>
    public required double RowsPerSecond { get; init; }

    /// <summary>How long the rest will take at that rate; null if <see cref="TotalRows"/> is not known.</summary>
    public TimeSpan? Remaining
        => TotalRows is { } total && RowsPerSecond > 0 ? TimeSpan.FromSeconds(Math.Max(0, total - Rows) / RowsPerSecond) : null;
}
