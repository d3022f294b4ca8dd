namespace PmAssist.Tenancy;

/// <summary>A foreign key of a table in another schema onto a table in this one.</summary>
/// <param name="Schema">The other schema.</param>
/// <param name="Table">The other table.</param>
/// <param name="Name">The key's name.</param>
internal sealed record SqlServerForeignKey(string Schema, string Table, string Name);
