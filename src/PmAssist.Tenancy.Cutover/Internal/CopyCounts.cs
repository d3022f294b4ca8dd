namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>What a copy changed.</summary>
internal sealed record CopyCounts(long Inserted, long Updated, long Deleted)
{
    public static CopyCounts operator +(CopyCounts one, CopyCounts other)
        => new(one.Inserted + other.Inserted, one.Updated + other.Updated, one.Deleted + other.Deleted);
}
