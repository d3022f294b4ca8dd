namespace PmAssist.Tenancy.Cutover;

/// <summary>Something in a description that does not fit the databases.</summary>
public sealed class CutoverProblem
{
    internal CutoverProblem(string table, string? column, string message)
        => (Table, Column, Message) = (table, column, message);

    /// <summary>The source table.</summary>
    public string Table { get; }

    /// <summary>The source or new column; null if it is about the table.</summary>
    public string? Column { get; }

    /// <summary>What is wrong and what to do.</summary>
    public string Message { get; }
}
