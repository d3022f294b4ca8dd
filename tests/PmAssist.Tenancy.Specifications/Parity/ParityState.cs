namespace PmAssist.Tenancy.Specifications.Parity;

/// <summary>Compares all there is in workspaces with all there is in EF's schema.</summary>
public static class ParityState
{
    public static async Task AssertAsync(ITestDatabase database, IEnumerable<Workspace> workspaces, string when)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(workspaces);
        var expected = await ReadAsync(database, PlainParityContext.Schema);
        foreach (var workspace in workspaces)
        {
            (await ReadAsync(database, workspace.Schema)).Should().Equal(expected, when);
        }
    }

    /// <summary>EF's lock on SQLite is a table, which the library has no use for.</summary>
    private static async Task<IEnumerable<string>> ReadAsync(ITestDatabase database, WorkspaceSchema schema)
        => new[] { await database.DescribeAsync(schema), await database.DumpAsync(schema) }
            .SelectMany(
                lines => lines.Select(line => line.Replace(schema.Name, "ws", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
            .Where(line => !line.Contains("__EFMigrationsLock", StringComparison.Ordinal));
}
