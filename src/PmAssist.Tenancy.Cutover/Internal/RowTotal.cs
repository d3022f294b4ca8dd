using System.Globalization;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>How many rows, and their checksums added.</summary>
internal sealed record RowTotal(long Count, string Checksum)
{
    public static RowTotal None { get; } = new(0, "0");

    /// <param name="row">The number of rows, and the sum of their checksums: null or empty for no rows.</param>
    public static RowTotal Read(object?[] row)
    {
        var sum = Convert.ToString(row[1], CultureInfo.InvariantCulture);
        return new(Convert.ToInt64(row[0], CultureInfo.InvariantCulture), string.IsNullOrEmpty(sum) ? "0" : sum);
    }

    /// <summary>
    /// Both together. Two checksums cannot be added here, so where there are two of each the keys are compared.
    /// </summary>
    public RowTotal With(RowTotal other)
        => this == None ? other : other == None ? this : new(Count + other.Count, $"{Checksum}+{other.Checksum}");
}
