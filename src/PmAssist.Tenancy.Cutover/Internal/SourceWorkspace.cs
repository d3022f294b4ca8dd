namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>A workspace of the source side.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Key">The key that the source tables have for it.</param>
internal sealed record SourceWorkspace(Guid Id, object Key);
