namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>The rows of a file.</summary>
internal sealed class FileRows(ExportFile file) : IRowSource
{
    public async Task ReadAsync(PlannedTable table, Action<ReadOnlySpan<byte>> row, CancellationToken cancellationToken)
    {
        if (file.Manifest.Tables.FirstOrDefault(t => t.Name == table.Source.Name) is not { } source)
        {
            return;
        }

        using var format = new RowFormat(table.Columns);
        var lines = await file.ReadAsync(source.Part, cancellationToken).ConfigureAwait(false);
        await using var disposal = lines.ConfigureAwait(false);
        while (await lines.NextAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            Read(line.Span);
        }

        void Read(ReadOnlySpan<byte> line)
        {
            try
            {
                row(format.ComparedOf(line));
            }
            catch (Exception exception) when (ExportFile.IsOfRow(exception))
            {
                throw ExportFile.NoRow(source.Part, exception);
            }
        }
    }
}
