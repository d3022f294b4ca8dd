namespace PmAssist.Tenancy.Internal;

/// <summary>Orders migrations of all contexts by their timestamps; those of two contexts are never equal.</summary>
internal sealed class MigrationIdComparer : IComparer<string?>, IEqualityComparer<string>
{
    public int Compare(string? x, string? y)
        => MigrationId.Compare(x, y) is not 0 and var order ? order : StringComparer.OrdinalIgnoreCase.Compare(x, y);

    public bool Equals(string? x, string? y) => StringComparer.OrdinalIgnoreCase.Equals(x, y);

    public int GetHashCode(string obj) => StringComparer.OrdinalIgnoreCase.GetHashCode(obj);
}
