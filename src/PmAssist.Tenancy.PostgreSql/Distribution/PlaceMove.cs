namespace PmAssist.Tenancy;

/// <summary>A move that is going on. Immutable.</summary>
public sealed class PlaceMove
{
    internal PlaceMove(string schema, string source, string target) => (Schema, Source, Target) = (schema, source, target);

    /// <summary>The name of the schema, a workspace's or another.</summary>
    public string Schema { get; }

    /// <summary>The node that it comes from, <c>host:port</c>.</summary>
    public string Source { get; }

    /// <summary>The node that it goes to, <c>host:port</c>.</summary>
    public string Target { get; }

    /// <summary>What Citus does just now, in its own words; null if it does not say.</summary>
    public string? Step { get; internal init; }

    /// <summary>How large it is where it comes from, in bytes.</summary>
    public long Bytes { get; internal init; }

    /// <summary>How much of it is where it goes to, in bytes.</summary>
    public long CopiedBytes { get; internal init; }
}
