using System.Data.Common;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PmAssist.Tenancy.Internal;

/// <summary>The rows that are left behind, each written to a file as a line of JSON: table, the first rule it breaks, column, key, and the old row as it is.</summary>
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
        var written = new HashSet<UInt128>();
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
                            var values = Enumerable.Range(keys, row.FieldCount - keys).ToDictionary(row.GetName, i => Value(row, i));
                            if (!written.Add(HashOf(table.Table.Name, values)))
                            {
                                return;
                            }

                            count++;
                            writer.WriteLine(JsonSerializer.Serialize(
                                new
                                {
                                    table = table.Table.Name,
                                    rule = check.Rule.ToString(),
                                    column = check.Column,
                                    key = SqlText.Join(Enumerable.Range(0, keys).Select(i => Value(row, i))),
                                    row = values,
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

    /// <summary>Of the whole row: where a key is there twice, each of its rows has to be written.</summary>
    private static UInt128 HashOf(string table, Dictionary<string, object?> values)
        => MemoryMarshal.Read<UInt128>(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new { table, values }, Json)));

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
