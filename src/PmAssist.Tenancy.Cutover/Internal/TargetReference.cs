namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>A reference of a new table to another.</summary>
internal sealed record TargetReference(IReadOnlyList<string> Columns, string Table, IReadOnlyList<string> PrincipalColumns);
