using System.Text.RegularExpressions;
using PmAssist.Tenancy.Providers;

namespace PmAssist.Tenancy;

/// <summary>
/// After seed data, Npgsql sets the sequence of a numbered column past the highest row, in one query over the table. Citus runs it on the
/// table's node, where the sequence is another one: an <c>int</c>'s is used up there, a <c>bigint</c>'s has that node's own range, and the
/// coordinator's, which numbers the rows, stays where it is. In a block the node answers the question, and the coordinator counts.
/// </summary>
internal static partial class DistributedSequence
{
    public static IReadOnlyList<SchemaStatement> SetHere(IReadOnlyList<SchemaStatement> migration)
        => [.. migration.Select(s => SetPastRows().IsMatch(s.Text) ? s.With(SetPastRows().Replace(s.Text, SetInBlock)) : s)];

    private static string SetInBlock(Match match)
    {
        var sequence = match.Groups["sequence"].Value;
        return $"""
            DO $pmassist$ DECLARE last bigint := {match.Groups["last"].Value};
            BEGIN PERFORM setval({sequence}, GREATEST(last + 1, nextval({sequence})), false); END $pmassist$
            """;
    }

    // The text of NpgsqlMigrationsSqlGenerator (github.com/npgsql/efcore.pg), which quotes a name only if it has to.
    [GeneratedRegex("""
        SELECT\ setval\(\s*
            (?<sequence>pg_get_serial_sequence\('(?:[^']|'')+',\ '(?:[^']|'')+'\)),\s*
            GREATEST\(\s*
                (?<last>\(SELECT\ MAX\((?:"(?:[^"]|"")+"|\w+)\)\ FROM\ (?:(?:"(?:[^"]|"")+"|\w+)\.?)+\))\ \+\ 1,\s*
                nextval\(\k<sequence>\)\),\s*
            false\)
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex SetPastRows();
}
