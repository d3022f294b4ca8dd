namespace PmAssist.Tenancy.Cutover;

/// <summary>What a cutover would do. Nothing was changed to find out.</summary>
/// <param name="Workspaces">The workspaces that would be created, by id, with the rows that go into each.</param>
/// <param name="Tables">The old tables.</param>
/// <param name="Violations">Rows that break a rule.</param>
/// <param name="Problems">What is wrong with the description. With any of them the plan has nothing else.</param>
/// <param name="Warnings">What would make the cutover slow, such as a missing index.</param>
public sealed record CutoverPlan(
    IReadOnlyList<CutoverWorkspacePlan> Workspaces,
    IReadOnlyList<CutoverTablePlan> Tables,
    IReadOnlyList<CutoverViolation> Violations,
    IReadOnlyList<CutoverProblem> Problems,
    IReadOnlyList<CutoverProblem> Warnings)
{
    /// <summary>Whether the cutover can run: the description fits, and every rule that rows break has a choice other than to stop.</summary>
    public bool CanRun => Problems.Count == 0 && Violations.All(v => v.Action != CutoverAction.Stop);
}

/// <summary>A workspace that would be created.</summary>
/// <param name="WorkspaceId">Its id.</param>
/// <param name="Rows">How many rows each new table would get, by new table.</param>
public sealed record CutoverWorkspacePlan(Guid WorkspaceId, IReadOnlyDictionary<string, long> Rows);

/// <summary>An old table in a plan.</summary>
/// <param name="Name">The old table.</param>
/// <param name="Target">The new table.</param>
/// <param name="Rows">How many rows it has, the ones that break a rule included.</param>
/// <param name="ChangeColumn">The column that changes are found by; null if all rows are compared.</param>
/// <param name="EstimatedComparison">
/// How long a comparison of all rows under the fence may take, from reading them once; null with a <paramref name="ChangeColumn"/>.
/// </param>
public sealed record CutoverTablePlan(string Name, string Target, long Rows, string? ChangeColumn, TimeSpan? EstimatedComparison);

/// <summary>Rows of an old table that break a rule.</summary>
/// <param name="Table">The old table.</param>
/// <param name="Rule">The rule.</param>
/// <param name="Column">The new column or key; null if it is about the workspace.</param>
/// <param name="Rows">How many.</param>
/// <param name="Samples">The old keys of the first ten.</param>
/// <param name="Action">What happens to them.</param>
public sealed record CutoverViolation(
    string Table, CutoverRule Rule, string? Column, long Rows, IReadOnlyList<string> Samples, CutoverAction Action);
