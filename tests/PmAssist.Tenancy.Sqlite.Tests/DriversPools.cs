namespace PmAssist.Tenancy.Sqlite.Tests;

/// <summary>Tests that count what the driver's pools keep open run alone: other tests empty all pools of the process.</summary>
[CollectionDefinition(nameof(DriversPools), DisableParallelization = true)]
public static class DriversPools;
