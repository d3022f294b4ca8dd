namespace PmAssist.Tenancy;

/// <summary>Where a workspace was, and where it is.</summary>
internal sealed record PlaceChange(string From, string To)
{
    /// <summary>What the audit log calls the place of one that is not distributed.</summary>
    public const string Coordinator = "coordinator";
}
