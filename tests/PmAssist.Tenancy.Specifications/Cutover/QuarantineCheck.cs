using System.Globalization;
using System.Text.Json;

namespace PmAssist.Tenancy.Specifications.Cutover;

/// <summary>Finds each row that was left behind exactly once in the quarantine file, complete, and nothing else there.</summary>
internal sealed class QuarantineCheck(IReadOnlyCollection<(OldRow Row, ExpectedRow Expected)> left, Action<string> report)
{
    public async Task RunAsync(string? file, CancellationToken cancellationToken)
    {
        var expected = left.ToDictionary(l => (l.Row.Table.Name, l.Row.Key.ToUpperInvariant()));
        if (file is null || !File.Exists(file))
        {
            if (expected.Count > 0)
            {
                report($"{expected.Count} rows are neither on the new side nor in a quarantine file");
            }

            return;
        }

        await foreach (var line in File.ReadLinesAsync(file, cancellationToken))
        {
            using var entry = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 1000 });
            var (table, key) = (Text(entry.RootElement, "table"), Text(entry.RootElement, "key"));
            if (!expected.Remove((table, key.ToUpperInvariant()), out var row))
            {
                report($"{table} {key} is in the quarantine file and should not be, or is there twice");
                continue;
            }

            Check(row.Row, row.Expected, entry.RootElement);
        }

        foreach (var (row, _) in expected.Values)
        {
            report($"{row.Table.Name} {row.Key} is neither on the new side nor in the quarantine file");
        }
    }

    private void Check(OldRow row, ExpectedRow expected, JsonElement entry)
    {
        var name = $"{row.Table.Name} {row.Key} in the quarantine file";
        if (Text(entry, "rule") is var rule && expected.Broken.All(b => b.Rule.ToString() != rule))
        {
            report($"{name}: the rule is {rule} and not {string.Join(", ", expected.Broken)}");
        }

        var columns = entry.GetProperty("row");
        foreach (var column in row.Table.Columns)
        {
            if (!columns.TryGetProperty(column.Name, out var found))
            {
                report($"{name}: {column.Name} is missing");
            }
            else if (!IsSame(column, row[column.Name], found))
            {
                report($"{name}: {column.Name} is {found}");
            }
        }
    }

    /// <summary>Texts have to be the same; how ids, times, flags and JSON are written is left open.</summary>
    private static bool IsSame(OldColumn column, object? value, JsonElement found)
        => value switch
        {
            null => found.ValueKind == JsonValueKind.Null,
            string text when column.Type is OldType.Text or OldType.KeyText or OldType.JsonText => found.ValueKind == JsonValueKind.String
                && found.GetString() == text,
            Guid id => found.ValueKind == JsonValueKind.String && found.TryGetGuid(out var read) && read == id,
            DateTimeOffset time => found.ValueKind == JsonValueKind.String
                && DateTimeOffset.TryParse(found.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var read)
                && read == time,
            _ => found.ValueKind != JsonValueKind.Null,
        };

    private static string Text(JsonElement entry, string name)
        => entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()! : $"({name} is missing)";
}
