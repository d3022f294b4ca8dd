namespace PmAssist.Tenancy.Providers;

/// <summary>A query of one text column.</summary>
/// <param name="text">The SQL.</param>
/// <param name="tables">The delimited names of the tables that it reads, which may not be there yet.</param>
public sealed class SchemaQuery(string text, params IReadOnlyList<string> tables)
{
    /// <summary>The SQL.</summary>
    public string Text => text;

    /// <summary>The delimited names of the tables that it reads, which may not be there yet.</summary>
    public IReadOnlyList<string> Tables => tables;
}
