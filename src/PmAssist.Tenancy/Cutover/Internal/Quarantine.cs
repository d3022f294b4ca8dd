using System.Data.Common;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PmAssist.Tenancy.Internal;

/// <summary>The rows that are left behind, written to a file as lines of JSON: table, rule, column, key, and the old row as it is.</summary>
internal static class Quarantine
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="CutoverException">Rows are to be left behind, and there is no file for them.</exception>
    public static void Check(CutoverMapping mapping, CutoverOptions options)
    {
        if (options.QuarantineFile is null && mapping.Tables.Any(t => t.Checks.Any(c => c.Action == CutoverAction.Skip)))
        {
            throw new CutoverException(
                $"Rows are to be left behind by a choice, but {nameof(CutoverOptions)}.{nameof(CutoverOptions.QuarantineFile)} does not say where they are written. Nothing was changed.");
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
                foreach (var check in table.Checks.Where(c => c.Action == CutoverAction.Skip))
                {
                    var keys = table.RawKey.Count;
                    await source.Commands.ReadAsync(
                        table.SelectBroken(check, string.Join(", ", table.RawKey.Concat(table.OldColumns.Keys.Select(table.Old)))),
                        row =>
                        {
                            count++;
                            writer.WriteLine(JsonSerializer.Serialize(
                                new
                                {
                                    table = table.Table.Name,
                                    rule = check.Rule.ToString(),
                                    column = check.Column,
                                    key = SqlText.Join(Enumerable.Range(0, keys).Select(i => Value(row, i))),
                                    row = Enumerable.Range(keys, row.FieldCount - keys).ToDictionary(row.GetName, i => Value(row, i)),
                                },
                                Json));
                        },
                        cancellationToken).ConfigureAwait(false);
                }
            }
        }

        File.Move(unfinished, path, overwrite: true);
        return count;
    }

    private static object? Value(DbDataReader row, int index)
        => row.IsDBNull(index)
            ? null
            : row.GetValue(index) switch
            {
                DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
                DateTimeOffset time => time.ToString("O", CultureInfo.InvariantCulture),
                var value => value,
            };
}
