using System.Runtime.CompilerServices;

namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>Writes the rows of a file into a schema, in one session's transaction, and reads them back.</summary>
internal sealed class RowLoader(RowReplacement replacement, WorkspaceSequences sequences, EngineNames names)
{
    /// <param name="session">A session on the schema, which has the file's version.</param>
    /// <param name="file">The file.</param>
    /// <param name="plan">Where its rows go.</param>
    /// <param name="meter">Is told of each row.</param>
    /// <param name="cancellationToken">Cancels the call; disposing the session then undoes it.</param>
    /// <exception cref="PortabilityException">The database does not have the rows as the file has them.</exception>
    public async Task ReplaceAsync(
        SchemaSession session, ExportFile file, FilePlan plan, ProgressMeter meter, CancellationToken cancellationToken)
    {
        var sums = new List<RowSum>();
        await replacement.ReplaceAsync(session, plan.Set, async token =>
        {
            foreach (var table in plan.Tables)
            {
                meter.Begin(table.Source.Name);
                sums.Add(await WriteAsync(session, file, table, meter, token).ConfigureAwait(false));
                meter.End();
            }
        }, cancellationToken).ConfigureAwait(false);
        await sequences.RestartAsync(session, plan.Set, file.Manifest.Sequences, cancellationToken).ConfigureAwait(false);
        var rows = new SchemaRows(names, session.Access.Schema, session.CreateCommand);
        foreach (var (table, sum) in plan.Tables.Zip(sums))
        {
            await VerifyAsync(rows, table, sum, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<RowSum> WriteAsync(
        SchemaSession session, ExportFile file, PlannedTable table, ProgressMeter meter, CancellationToken cancellationToken)
    {
        var sum = new RowSum();
        if (table.Columns.Count == 0)
        {
            return sum;
        }

        using var format = new RowFormat(table.Columns);
        await session.WriteRowsAsync([.. table.Columns.Select(c => c.Column)], CountedAsync(cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        return table.IsSumOfFile && sum.ToString() != table.Source.Checksum
            ? throw new ExportFileException(
                $"The rows of the part '{table.Source.Part.Entry}' do not have the checksum that the manifest says. Nothing was changed; "
                + "get the file again from where it came.")
            : sum;

        async IAsyncEnumerable<object?[]> CountedAsync([EnumeratorCancellation] CancellationToken token)
        {
            await foreach (var values in file.ReadRowsAsync(table, format, token, sum).ConfigureAwait(false))
            {
                yield return values;
                meter.Count();
            }
        }
    }

    private static async Task VerifyAsync(SchemaRows rows, PlannedTable table, RowSum expected, CancellationToken cancellationToken)
    {
        var found = new RowSum();
        await rows.ReadAsync(table, found.Add, cancellationToken).ConfigureAwait(false);
        if (found.Rows != expected.Rows || found.ToString() != expected.ToString())
        {
            throw new PortabilityException(
                $"The database does not have the table '{table.Source.Name}' as the file has it: {found.Rows} rows instead of "
                    + $"{expected.Rows}, "
                + "or a value that the engine changed. Triggers can do that, and column types that keep less. Nothing was changed.")
            {
                Table = table.Source.Name,
            };
        }
    }
}
