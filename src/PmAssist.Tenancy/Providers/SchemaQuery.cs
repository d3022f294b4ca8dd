namespace PmAssist.Tenancy.Providers;

/// <summary>A query of one text column.</summary>
/// <param name="Text">The SQL.</param>
/// <param name="Tables">The delimited names of the tables that it reads, which may not be there yet.</param>
public sealed record SchemaQuery(string Text, params IReadOnlyList<string> Tables);
