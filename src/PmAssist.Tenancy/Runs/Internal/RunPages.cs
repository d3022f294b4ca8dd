namespace PmAssist.Tenancy.Internal;

/// <summary>How many rows of the catalogue a run reads at a time.</summary>
internal static class RunPages
{
    /// <summary>Small, so that a workspace's state is not read long before its turn.</summary>
    public static int SizeFor(int parallelism) => Math.Clamp(parallelism * 4, 16, 256);
}
