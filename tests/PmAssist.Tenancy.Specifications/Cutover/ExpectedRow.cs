namespace PmAssist.Tenancy.Specifications.Cutover;

/// <summary>What has to become of an old row.</summary>
/// <param name="Table">The new table.</param>
/// <param name="WorkspaceId">The workspace whose schema it belongs in; null for the master's.</param>
/// <param name="Values">The values by the new table's columns; null if the row is left behind.</param>
/// <param name="Broken">The rules that it breaks, with the new columns.</param>
internal sealed record ExpectedRow(
    NewTable Table, Guid? WorkspaceId, IReadOnlyList<object?>? Values, IReadOnlyList<(CutoverRule Rule, string? Column)> Broken);
