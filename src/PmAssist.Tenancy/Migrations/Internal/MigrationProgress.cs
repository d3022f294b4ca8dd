using System.Globalization;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// How far a migration is that has statements outside a transaction. While it is under way its schema's history has a row whose
/// id says so, <c>20260101000000_Name~up3</c>, committed together with what it tells of.
/// </summary>
/// <param name="MigrationId">The migration.</param>
/// <param name="Reverts">Whether it is being taken back.</param>
/// <param name="Statement">The index of the statement that comes next.</param>
internal sealed record MigrationProgress(string MigrationId, bool Reverts, int Statement)
{
    private const char Separator = '~';

    /// <summary>The id of the row in the history.</summary>
    public string HistoryId => $"{MigrationId}{Separator}{Direction}{Statement.ToString(CultureInfo.InvariantCulture)}";

    private string Direction => Reverts ? "down" : "up";

    /// <summary>Null if the id is a migration's own.</summary>
    public static MigrationProgress? Parse(string historyId)
    {
        var at = historyId.LastIndexOf(Separator);
        if (at < 0)
        {
            return null;
        }

        var reverts = historyId.AsSpan(at + 1).StartsWith("down", StringComparison.Ordinal);
        var number = historyId.AsSpan(at + 1 + (reverts ? 4 : 2));
        return new MigrationProgress(historyId[..at], reverts, int.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture));
    }
}
