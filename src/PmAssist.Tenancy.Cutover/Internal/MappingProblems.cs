namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>What of a description does not fit the databases, in the order in which it was found.</summary>
internal sealed class MappingProblems
{
    private readonly List<CutoverProblem> _all = [];

    public IReadOnlyList<CutoverProblem> All => _all;

    public void Add(CutoverTable table, string? column, string message) => Add(table.Name, column, message);

    public void Add(string table, string? column, string message) => _all.Add(new CutoverProblem(table, column, message));

    public bool Has(CutoverTable table, string column) => _all.Exists(p => p.Column == column && p.Table == table.Name);
}
