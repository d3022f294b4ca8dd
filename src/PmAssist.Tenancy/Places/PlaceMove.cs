namespace PmAssist.Tenancy;

/// <summary>A move that is going on. Immutable.</summary>
/// <param name="schema">See <see cref="Schema"/>.</param>
/// <param name="source">See <see cref="Source"/>.</param>
/// <param name="target">See <see cref="Target"/>.</param>
/// <param name="step">See <see cref="Step"/>.</param>
/// <param name="bytes">See <see cref="Bytes"/>.</param>
/// <param name="copiedBytes">See <see cref="CopiedBytes"/>.</param>
public sealed class PlaceMove(string schema, string source, string target, string? step, long bytes, long copiedBytes)
{
    /// <summary>The name of the schema, a workspace's or another.</summary>
    public string Schema => schema;

    /// <summary>The node that it comes from, <c>host:port</c>.</summary>
    public string Source => source;

    /// <summary>The node that it goes to, <c>host:port</c>.</summary>
    public string Target => target;

    /// <summary>What is being done just now, in the cluster's own words; null if it does not say.</summary>
    public string? Step => step;

    /// <summary>How large it is where it comes from, in bytes.</summary>
    public long Bytes => bytes;

    /// <summary>How much of it is where it goes to, in bytes.</summary>
    public long CopiedBytes => copiedBytes;
}
