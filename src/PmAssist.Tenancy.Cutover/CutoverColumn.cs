namespace PmAssist.Tenancy.Cutover;

/// <summary>Where a new column's value comes from: a source column or an expression, with values replaced and gaps filled.</summary>
public sealed class CutoverColumn
{
    /// <summary>The source column; null if <see cref="Expression"/> gives the value.</summary>
    public string? From { get; init; }

    /// <summary>
    /// An SQL expression of the source database's engine over the source columns of the same row. Has to give the same value each time.
    /// </summary>
    public string? Expression { get; init; }

    /// <summary>Source values, as text, and the new ones in their place. Other values stay as they are. Null for none.</summary>
    public IReadOnlyDictionary<string, string>? Values { get; init; }

    /// <summary>An SQL expression for rows in which the value is null. Null for none.</summary>
    public string? Default { get; init; }
}
