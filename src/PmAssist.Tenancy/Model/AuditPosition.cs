using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace PmAssist.Tenancy;

/// <summary>
/// A position in a workspace's audit log, from which to continue reading. Entries with the same time have different positions, so none
/// is skipped or read twice.
/// </summary>
/// <remarks>Its text can be part of a URL; a host may send it to a browser and read it back.</remarks>
public readonly struct AuditPosition : IEquatable<AuditPosition>, IParsable<AuditPosition>
{
    private const string TimeFormat = "yyyyMMdd'T'HHmmssfffffff'Z'";
    private const int TimeLength = 23;

    private readonly DateTime _occurredUtc;
    private readonly Guid _id;

    internal AuditPosition(DateTime occurredUtc, Guid id)
        => (_occurredUtc, _id) = (DateTime.SpecifyKind(occurredUtc, DateTimeKind.Utc), id);

    internal DateTime OccurredUtc => _occurredUtc;

    internal Guid Id => _id;

    /// <summary>Reads what <see cref="ToString"/> gave.</summary>
    /// <param name="s">The text.</param>
    /// <param name="provider">Not used.</param>
    /// <exception cref="FormatException">The text is not a position.</exception>
    public static AuditPosition Parse(string s, IFormatProvider? provider)
        => TryParse(s, provider, out var position)
            ? position
            : throw new FormatException($"'{s}' is not a position in an audit log. Use the text of an {nameof(AuditEntry)}'s Position.");

    /// <summary>Reads what <see cref="ToString"/> gave.</summary>
    /// <param name="s">The text.</param>
    /// <param name="provider">Not used.</param>
    /// <param name="result">The position.</param>
    /// <returns>Whether the text is a position.</returns>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out AuditPosition result)
    {
        result = default;
        if (s is null || s.Length != TimeLength + 33 || s[TimeLength] != '-'
            || !Guid.TryParseExact(s.AsSpan(TimeLength + 1), "N", out var id)
            || !DateTime.TryParseExact(
                s.AsSpan(0, TimeLength),
                TimeFormat,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var time))
        {
            return false;
        }

        result = new AuditPosition(time, id);
        return true;
    }

    /// <summary>The position as text of letters, digits and a hyphen.</summary>
    public override string ToString() => $"{_occurredUtc.ToString(TimeFormat, CultureInfo.InvariantCulture)}-{_id:N}";

    /// <inheritdoc/>
    public bool Equals(AuditPosition other) => _occurredUtc == other._occurredUtc && _id == other._id;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is AuditPosition other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_occurredUtc, _id);

    /// <summary>Whether two positions are equal.</summary>
    public static bool operator ==(AuditPosition left, AuditPosition right) => left.Equals(right);

    /// <summary>Whether two positions differ.</summary>
    public static bool operator !=(AuditPosition left, AuditPosition right) => !left.Equals(right);
}
