using System.Runtime.CompilerServices;

namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>Brings chosen rows of a file back: missing ones are inserted, others get the file's values. No row is deleted.</summary>
internal sealed class RowCopier(RowReplacement replacement, EngineNames names)
{
    /// <param name="session">A session on the schema.</param>
    /// <param name="file">The file.</param>
    /// <param name="plan">Where its rows go.</param>
    /// <param name="choices">The rows, by table; an empty set for all of the table.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<CopyBackResult> CopyAsync(
        SchemaSession session,
        ExportFile file,
        FilePlan plan,
        IReadOnlyDictionary<string, IReadOnlySet<string>> choices,
        CancellationToken cancellationToken)
    {
        var (inserted, updated) = (0L, 0L);
        await replacement.AroundKeysAsync(session, plan.Set, async token =>
        {
            // All that is missing first, whatever table it is in: what changes may refer to it.
            var database = new SchemaRows(names, session.Access.Schema, session.CreateCommand);
            var tables = new List<(PlannedTable Table, ChosenRows Rows)>();
            foreach (var table in plan.Tables.Where(t => choices.ContainsKey(t.Source.Name)))
            {
                var rows = new ChosenRows(table, choices[table.Source.Name]);
                await rows.ReadPresentAsync(database, token).ConfigureAwait(false);
                inserted += await InsertAsync(session, file, rows, token).ConfigureAwait(false);
                rows.RequireAllFound();
                tables.Add((table, rows));
            }

            foreach (var (table, rows) in tables.Where(t => t.Table.Source.Key.Count > 0))
            {
                updated += await UpdateAsync(session, file, table, rows, token).ConfigureAwait(false);
            }
        }, cancellationToken).ConfigureAwait(false);
        return new CopyBackResult(inserted, updated);
    }

    private static Task<long> InsertAsync(
        SchemaSession session, ExportFile file, ChosenRows rows, CancellationToken cancellationToken)
    {
        var columns = rows.Table.Columns.Select(c => c.Column).ToList();
        return session.WriteRowsAsync(columns, MissingAsync(cancellationToken), cancellationToken);

        async IAsyncEnumerable<object?[]> MissingAsync([EnumeratorCancellation] CancellationToken token)
        {
            using var format = new RowFormat(rows.Table.Columns);
            var lines = await file.ReadAsync(rows.Table.Source.Part, token).ConfigureAwait(false);
            await using var disposal = lines.ConfigureAwait(false);
            while (await lines.NextAsync(token).ConfigureAwait(false) is { } line)
            {
                if (Read(rows.Table, format, line.Span, rows.IsMissing) is { } values)
                {
                    yield return values;
                }
            }
        }
    }

    private async Task<long> UpdateAsync(
        SchemaSession session, ExportFile file, PlannedTable table, ChosenRows rows, CancellationToken cancellationToken)
    {
        using var format = new RowFormat(table.Columns);
        var update = new RowUpdate(session, names, table);
        var lines = await file.ReadAsync(table.Source.Part, cancellationToken).ConfigureAwait(false);
        await using var disposal = lines.ConfigureAwait(false);
        var count = 0L;
        while (await lines.NextAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            if (Read(table, format, line.Span, rows.IsDifferent) is { } values)
            {
                await update.RunAsync(values, cancellationToken).ConfigureAwait(false);
                count++;
            }
        }

        return count;
    }

    /// <returns>The values of a row that is wanted; null for another.</returns>
    private static object?[]? Read(
        PlannedTable table, RowFormat format, ReadOnlySpan<byte> line, Func<ReadOnlySpan<byte>, bool> isWanted)
    {
        try
        {
            return isWanted(format.ComparedOf(line)) ? format.Read(line) : null;
        }
        catch (Exception exception) when (ExportFile.IsOfRow(exception))
        {
            throw ExportFile.NoRow(table.Source.Part, exception);
        }
    }
}
