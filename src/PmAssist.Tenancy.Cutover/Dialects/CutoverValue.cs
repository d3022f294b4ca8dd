namespace PmAssist.Tenancy.Cutover;

/// <summary>A new column's type, as a cutover sees it.</summary>
/// <param name="StoreType">The engine's name of it.</param>
/// <param name="Kind">What it holds.</param>
public sealed record CutoverValue(string StoreType, CutoverValueKind Kind);
