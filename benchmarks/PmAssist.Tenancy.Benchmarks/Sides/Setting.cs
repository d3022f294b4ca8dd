namespace PmAssist.Tenancy.Benchmarks;

/// <summary>Where and on how many workspaces a side runs in one round.</summary>
internal sealed record Setting(Engine Engine, string Database, int Workspaces, int Parallel, int Contexts)
{
    /// <summary>
    /// How many operations go before those that are measured: for the just-in-time compiler, and so that connections are open.
    /// </summary>
    public int WarmUps => Math.Clamp(Workspaces, 2, 2 * Math.Max(Parallel, 4));

    public static WorkspaceSchema[] NewSchemas(int count)
        => [.. Enumerable.Range(0, count).Select(_ => WorkspaceSchema.For(Guid.NewGuid()))];
}
