using System.Globalization;

namespace PmAssist.Tenancy.Internal;

/// <summary>A position in the audit log: the time of an entry, and its id, which alone tells entries with the same time apart.</summary>
internal readonly record struct AuditPosition(DateTime OccurredUtc, Guid Id)
{
    private const string TimeFormat = "yyyyMMdd'T'HHmmssfffffff'Z'";
    private const int TimeLength = 23;

    /// <summary>Reads an entry's <see cref="AuditEntry.Position"/>; null for none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="field">What it was given as.</param>
    /// <exception cref="InvalidInputException">The text is not a position.</exception>
    public static AuditPosition? Parse(string? text, string field)
        => text is null ? null
            : text.Length == TimeLength + 33 && text[TimeLength] == '-'
                && Guid.TryParseExact(text.AsSpan(TimeLength + 1), "N", out var id)
                && DateTime.TryParseExact(
                    text.AsSpan(0, TimeLength),
                    TimeFormat,
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                    out var time)
            ? new AuditPosition(time, id)
            : throw new InvalidInputException(
                field, $"'{text}' is not a position in the audit log. Give the {nameof(AuditEntry.Position)} of an entry.");

    public override string ToString() => $"{OccurredUtc.ToString(TimeFormat, CultureInfo.InvariantCulture)}-{Id:N}";
}
