namespace PmAssist.Tenancy.Portability;

/// <summary>Rows of a file that are to be brought back.</summary>
/// <param name="table">The table's name.</param>
/// <param name="keys">The keys, as a comparison names them; none for all rows of the table.</param>
public sealed class RowChoice(string table, params IReadOnlyCollection<string> keys)
{
    /// <summary>The table's name.</summary>
    public string Table => table;

    /// <summary>The keys; none for all rows.</summary>
    public IReadOnlyCollection<string> Keys => keys;
}
