namespace PmAssist.Tenancy.Cutover;

/// <summary>What was found in the old database.</summary>
/// <param name="Description">The proposal, to be completed.</param>
/// <param name="Unplaced">What could not be placed. A table is only reported; a column is an error until it is mapped or dropped by name.</param>
public sealed record CutoverDiscovery(CutoverDescription Description, IReadOnlyList<CutoverProblem> Unplaced);

/// <summary>Something in a description that does not fit the databases.</summary>
/// <param name="Table">The old table.</param>
/// <param name="Column">The old or new column; null if it is about the table.</param>
/// <param name="Message">What is wrong and what to do.</param>
public sealed record CutoverProblem(string Table, string? Column, string Message);
