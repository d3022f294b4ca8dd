namespace PmAssist.Tenancy.Cutover;

/// <summary>What a cutover would do. Nothing was changed to find out.</summary>
public sealed class CutoverPlan
{
    internal CutoverPlan(
        IReadOnlyList<CutoverWorkspacePlan> workspaces,
        IReadOnlyList<CutoverTablePlan> tables,
        IReadOnlyList<CutoverViolation> violations,
        IReadOnlyList<CutoverProblem> problems,
        IReadOnlyList<CutoverProblem> warnings)
        => (Workspaces, Tables, Violations, Problems, Warnings) = (workspaces, tables, violations, problems, warnings);

    /// <summary>The workspaces that would be created, by id, with the rows that go into each.</summary>
    public IReadOnlyList<CutoverWorkspacePlan> Workspaces { get; }

    /// <summary>The source tables.</summary>
    public IReadOnlyList<CutoverTablePlan> Tables { get; }

    /// <summary>Rows that break a rule.</summary>
    public IReadOnlyList<CutoverViolation> Violations { get; }

    /// <summary>What is wrong with the description. With any of them the plan has nothing else.</summary>
    public IReadOnlyList<CutoverProblem> Problems { get; }

    /// <summary>What would make the cutover slow, such as a missing index.</summary>
    public IReadOnlyList<CutoverProblem> Warnings { get; }

    /// <summary>
    /// Whether the cutover can run: the description fits, and every rule that rows break has a choice other than to stop.
    /// </summary>
    public bool IsClean => Problems.Count == 0 && Violations.All(v => v.Action != CutoverAction.Stop);
}
