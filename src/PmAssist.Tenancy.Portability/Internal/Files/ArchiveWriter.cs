using System.Data.Common;
using System.IO.Compression;

namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>Writes the parts of an export one after the other.</summary>
/// <param name="archive">The archive, which need not be seekable.</param>
/// <param name="createdUtc">The time that its entries have.</param>
internal sealed class ArchiveWriter(ZipArchive archive, DateTime createdUtc)
{
    private readonly HashSet<string> _entries = new(StringComparer.OrdinalIgnoreCase);

    public async Task<ExportedTable> WriteTableAsync(
        WorkspaceTable table, ExportOptions options, DbDataReader rows, ProgressMeter meter, CancellationToken cancellationToken)
    {
        var masks = options.Masks.Where(m => m.Key.Table == table.Name).ToDictionary(m => m.Key.Column, m => m.Value);
        using var format = new RowFormat(table.Columns, masks);
        var sum = new RowSum();
        var written = await WriteAsync(
            EntryOf(table),
            async (part, token) =>
            {
                while (await rows.ReadAsync(token).ConfigureAwait(false))
                {
                    sum.Add(format.Write(rows, part.Line));
                    await part.EndRowAsync(token).ConfigureAwait(false);
                    meter.Count();
                }
            },
            cancellationToken).ConfigureAwait(false);
        return new ExportedTable
        {
            Name = table.Name,
            Key = table.Key,
            Columns = [.. table.Columns.Select(c => Described(c, masks.ContainsKey(c.Name)))],
            Checksum = sum.ToString(),
            Part = written,
        };
    }

    public async Task<ExportedPart> WriteAsync(
        string name, Func<PartWriter, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        var entry = await CreateAsync(name, cancellationToken).ConfigureAwait(false);
        await using var disposal = entry.ConfigureAwait(false);
        var part = new PartWriter(entry);
        await using var partDisposal = part.ConfigureAwait(false);
        await write(part, cancellationToken).ConfigureAwait(false);
        return await part.CompleteAsync(name, cancellationToken).ConfigureAwait(false);
    }

    public async Task WriteAsync(byte[] manifest, CancellationToken cancellationToken)
    {
        var entry = await CreateAsync(ManifestJson.Entry, cancellationToken).ConfigureAwait(false);
        await using var disposal = entry.ConfigureAwait(false);
        await entry.WriteAsync(manifest, cancellationToken).ConfigureAwait(false);
    }

    private Task<Stream> CreateAsync(string name, CancellationToken cancellationToken)
    {
        var entry = archive.CreateEntry(name, CompressionLevel.Fastest);
        entry.LastWriteTime = createdUtc;
        return entry.OpenAsync(cancellationToken);
    }

    /// <summary>A table's name may have characters that a file's may not, and differ from another's by its case alone.</summary>
    private string EntryOf(WorkspaceTable table)
    {
        var name = string.Concat(table.Name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '_'));
        var entry = $"tables/{name}.jsonl";
        for (var number = 2; !_entries.Add(entry); number++)
        {
            entry = $"tables/{name}.{number}.jsonl";
        }

        return entry;
    }

    private static ExportedColumn Described(TableColumn column, bool isMasked)
        => new()
        {
            Name = column.Name,
            Type = column.Type.Name,
            StoreType = column.Column.StoreType,
            IsNullable = column.Column.IsNullable,
            IsMasked = isMasked,
            Note = column.Note,
        };
}
