namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>Something in a description that does not fit the databases.</summary>
internal sealed record ProblemLine(string Table, string? Column, string Message)
{
    public static IReadOnlyList<ProblemLine> Of(IEnumerable<CutoverProblem> problems)
        => [.. problems.Select(p => new ProblemLine(p.Table, p.Column, p.Message))];

    public override string ToString() => $"{Table}{(Column is null ? "" : $".{Column}")}: {Message}";
}
