namespace PmAssist.Tenancy.Cutover;

/// <summary>What was found in the source database.</summary>
public sealed class CutoverDiscovery
{
    internal CutoverDiscovery(CutoverDescription description, IReadOnlyList<CutoverProblem> unplaced)
        => (Description, Unplaced) = (description, unplaced);

    /// <summary>The proposal, to be completed.</summary>
    public CutoverDescription Description { get; }

    /// <summary>
    /// What could not be placed. A table is only reported; a column is an error until it is mapped or dropped by name.
    /// </summary>
    public IReadOnlyList<CutoverProblem> Unplaced { get; }
}
