using System.Text.Json;

namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>Whether a manifest that could be read makes sense: everything that reads a file relies on it.</summary>
internal static class ManifestCheck
{
    /// <exception cref="ExportFileException">It does not.</exception>
    public static ExportManifest Require(ExportManifest manifest)
        => ProblemOf(manifest) is { } problem
            ? throw new ExportFileException($"The file's manifest makes no sense: {problem}. Get the file again from where it came.")
            : manifest;

    private static string? ProblemOf(ExportManifest manifest)
        => HasHoles(manifest) ? "a list has a null"
            : RepeatedIn(manifest.Contexts.Select(c => c.Name)) is { } context ? $"the context '{context}' is there twice"
            : RepeatedIn(manifest.Tables.Select(t => t.Name)) is { } table ? $"the table '{table}' is there twice"
            : manifest.Tables.Select(ProblemOf).FirstOrDefault(p => p is not null) is { } problem ? problem
            : IsObject(manifest.Workspace.Properties) ? null
            : "the workspace's properties are no JSON object";

    private static string? ProblemOf(ExportedTable table)
        => RepeatedIn(table.Columns.Select(c => c.Name)) is { } column ? $"the table '{table.Name}' has the column '{column}' twice"
            : table.Key.FirstOrDefault(k => table.Columns.All(c => c.Name != k)) is { } key
                ? $"the key of the table '{table.Name}' has a column '{key}' that the table does not have"
            : null;

    private static bool HasHoles(ExportManifest manifest)
        => HasNull(manifest.Contexts) || manifest.Contexts.Any(c => HasNull(c.Migrations))
            || HasNull(manifest.Tables) || manifest.Tables.Any(t => HasNull(t.Columns) || HasNull(t.Key))
            || HasNull(manifest.Sequences);

    /// <summary>What the annotations say of a list's elements is not looked at when JSON is read.</summary>
    private static bool HasNull<T>(IReadOnlyList<T> list) => list.Any(e => e is null);

    private static string? RepeatedIn(IEnumerable<string> names)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return names.FirstOrDefault(n => !seen.Add(n));
    }

    private static bool IsObject(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
