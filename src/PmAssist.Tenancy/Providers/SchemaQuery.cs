namespace PmAssist.Tenancy.Providers;

/// <summary>A query of one text column.</summary>
/// <param name="Text">The SQL.</param>
/// <param name="Table">The delimited name of the table that it reads, which may not be there yet.</param>
public sealed record SchemaQuery(string Text, string Table);
