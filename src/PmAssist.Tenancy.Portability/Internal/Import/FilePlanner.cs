using System.Collections;
using System.Globalization;

namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>Finds out whether this host can hold what a file has, before anything is changed.</summary>
internal sealed class FilePlanner(ISchemaVersions versions, TenancyProvider provider)
{
    /// <param name="file">The file.</param>
    /// <param name="roundTimes">Whether times that this database cannot hold are rounded.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="PortabilityException">It cannot.</exception>
    public async Task<FilePlan> PlanAsync(ExportFile file, bool roundTimes, CancellationToken cancellationToken)
    {
        var manifest = file.Manifest;
        var version = VersionOf(manifest);
        var set = new WorkspaceTableSet(versions.ModelsAt(version), provider.Bulk);
        var sources = manifest.Tables.ToDictionary(t => t.Name, StringComparer.Ordinal);
        if (sources.Keys.FirstOrDefault(t => set.Find(t) is null) is { } unknown)
        {
            throw new PortabilityException(
                $"The file has a table '{unknown}' that this host does not have"
                + (version.IsSame(versions.Newest)
                    ? ". Use a build of the host that has it."
                    : " at the version of the file, as far as its migrations tell: one that was written by hand has no model. Import it "
                        + "with the build that exported it, migrate the workspace, and export it again."))
            {
                Table = unknown,
            };
        }

        var isForeign = manifest.Engine != provider.Name;
        var nearestTime = isForeign && roundTimes ? provider.Bulk.NearestTime : null;
        var tables = set.Tables.Where(t => sources.ContainsKey(t.Name))
            .Select(t => new PlannedTable(sources[t.Name], t, nearestTime)).ToList();
        if (isForeign)
        {
            foreach (var table in tables)
            {
                await CheckValuesAsync(file, table, cancellationToken).ConfigureAwait(false);
            }
        }

        return new FilePlan(version, set, tables);
    }

    /// <summary>
    /// The file's migrations as this host has them: by their ids, or where the file comes from another engine, whose migrations were made
    /// at another time, by their names. The first context has no name in a schema, so it may have another one here.
    /// </summary>
    private SchemaVersion VersionOf(ExportManifest manifest)
    {
        var isSameEngine = manifest.Engine == provider.Name;
        var newest = versions.Newest;
        return new SchemaVersion([.. manifest.Contexts.Select((c, place) => VersionOf(c, place == 0 ? newest.Contexts[0].Name : c.Name))]);

        (string Name, IReadOnlyList<string> Migrations) VersionOf(ExportedContext context, string name)
            => (name, [.. context.Migrations.Select(id => Find(context, name, id))]);

        string Find(ExportedContext context, string name, string id)
            => newest.MigrationsOf(name).FirstOrDefault(known => isSameEngine ? Same(known, id) : Same(NameOf(known), NameOf(id)))
                ?? throw new PortabilityException(
                    $"The file has the migration {context.Name}/{id}, which this build of the host does not know. Use a build that has it; "
                    + "nothing was changed.");
    }

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static string NameOf(string id) => id[(id.IndexOf('_', StringComparison.Ordinal) + 1)..];

    /// <summary>Of the same engine all values fit: they come from there.</summary>
    private async Task CheckValuesAsync(ExportFile file, PlannedTable table, CancellationToken cancellationToken)
    {
        using var format = new RowFormat(table.Columns);
        var row = 0L;
        await foreach (var values in file.ReadRowsAsync(table, format, cancellationToken).ConfigureAwait(false))
        {
            row++;
            for (var i = 0; i < values.Length; i++)
            {
                if (values[i] is { } value && WhyNot(table.Columns[i], value) is { } reason)
                {
                    throw new PortabilityException(
                        $"Row {row} of the table '{table.Source.Name}' has a value in the column '{table.Columns[i].Name}' that this "
                            + "database "
                        + $"cannot hold: {reason}. Nothing was changed. {AdviceOn(table.Columns[i], value)}")
                    {
                        Table = table.Source.Name,
                        Column = table.Columns[i].Name,
                    };
                }
            }
        }
    }

    private string AdviceOn(TableColumn column, object value)
        => provider.Bulk.NearestTime(column.Column, value) is null
            ? "Change the value where it comes from, or mask it in the export."
            : "Set RoundTimes to write such times as the nearest that it can hold, change them where they come from, or mask them in the "
                + "export.";

    private string? WhyNot(TableColumn column, object value)
    {
        var mapping = column.Column.StoreTypeMapping;
        return value switch
        {
            string text when mapping.Size is { } size && text.Length > size && text.EnumerateRunes().Count() > size
                => $"it is longer than {size} characters",
            byte[] bytes when mapping.Size is { } size && bytes.Length > size => $"it is longer than {size} bytes",
            decimal number when mapping.Scale is { } scale && decimal.Round(number, scale) != number
                => $"it has more than {scale} decimal places",
            decimal number when mapping.Precision is { } precision && HasMoreDigits(number, precision - (mapping.Scale ?? 0))
                => $"it has more than {precision - (mapping.Scale ?? 0)} digits before the point",
            string text when column.Type.HasOtherTexts && column.Column.StoreType.StartsWith("json", StringComparison.OrdinalIgnoreCase)
                && !IsJson(text) => "it is no JSON",
            IEnumerable items and not (string or byte[])
                => items.OfType<object>().Select(i => provider.Bulk.WhyNot(column.Column, i)).FirstOrDefault(reason => reason is not null),
            _ => provider.Bulk.WhyNot(column.Column, value),
        };
    }

    private static bool HasMoreDigits(decimal number, int digits)
        => decimal.Truncate(decimal.Abs(number)).ToString(CultureInfo.InvariantCulture) is var whole
            && whole != "0" && whole.Length > digits;

    private static bool IsJson(string text)
    {
        using var document = CanonicalJson.Parse(text);
        return document is not null;
    }
}
