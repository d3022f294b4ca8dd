using System.Data.Common;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>
/// The rows that are left behind, each written to a file as a line of JSON: table, the first rule it breaks, column, key, and the
/// source row as it is.
/// </summary>
internal static class Quarantine
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="CutoverException">Rows are to be left behind, and there is no file for them.</exception>
    public static void Check(CutoverMapping mapping, CutoverOptions options)
    {
        if (options.QuarantineFile is null && mapping.Tables.Any(t => t.Checks.Any(c => c.Action == CutoverAction.Skip)))
        {
            throw new CutoverException(
                $"Rows are to be left behind by a choice, but {nameof(CutoverOptions)}.{nameof(CutoverOptions.QuarantineFile)} does not "
                + "say where they are written. Nothing was changed.");
        }
    }

    /// <summary>Writes the file anew, under another name until it is complete.</summary>
    /// <returns>How many rows are left behind.</returns>
    public static async Task<long> WriteAsync(CutoverSource source, CutoverOptions options, CancellationToken cancellationToken)
    {
        if (options.QuarantineFile is not { } path)
        {
            return 0;
        }

        var count = 0L;
        var unfinished = path + ".new";
        var writer = new StreamWriter(unfinished);
        await using (writer.ConfigureAwait(false))
        {
            foreach (var table in source.Mapping.Tables)
            {
                var checks = table.Checks.Where(c => c.Action == CutoverAction.Skip).ToList();
                if (checks.Count > 0)
                {
                    await source.Commands.ReadAsync(
                        table.Queries.SelectBroken(checks, table.RawKey.Concat(table.SourceColumns.Keys.Select(table.SourceColumn))),
                        row =>
                        {
                            count++;
                            writer.WriteLine(Line(table, checks, row));
                        },
                        cancellationToken).ConfigureAwait(false);
                }
            }
        }

        File.Move(unfinished, path, overwrite: true);
        return count;
    }

    private static string Line(TableMapping table, List<CutoverCheck> checks, DbDataReader row)
    {
        var (keys, first) = (table.RawKey.Count, row.FieldCount - 1);
        var broken = checks[Convert.ToInt32(row.GetValue(first), CultureInfo.InvariantCulture)];
        return JsonSerializer.Serialize(
            new
            {
                table = table.Table.Name,
                rule = broken.Rule.ToString(),
                column = broken.Column,
                key = SqlText.Join(Enumerable.Range(0, keys).Select(i => Value(row, i))),
                row = Enumerable.Range(keys, first - keys).ToDictionary(row.GetName, i => Value(row, i)),
            },
            Json);
    }

    private static object? Value(DbDataReader row, int index)
        => row.IsDBNull(index)
            ? null
            : row.GetValue(index) switch
            {
                DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
                DateTimeOffset time => time.ToString("O", CultureInfo.InvariantCulture),
                var value and (byte[] or string or bool or byte or short or int or long or decimal or Guid) => value,
                var value => Convert.ToString(value, CultureInfo.InvariantCulture),
            };
}
