using System.Runtime.CompilerServices;

namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>Writes the rows of a file into a schema, in one session's transaction, and reads them back.</summary>
internal sealed class RowLoader(TenancyProvider provider, EngineNames names)
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
        var schema = session.Access.Schema;
        var keys = plan.Set.ForwardKeys.Select(k => provider.Bulk.AroundForeignKey(names.Table(k.Table.Name, schema), k.Name)).ToList();
        await ExecuteAsync(session, keys.Select(k => k.Before), cancellationToken).ConfigureAwait(false);

        // What migrations inserted came into the file as well.
        var deletes = plan.Set.Tables.Reverse().Select(t => $"DELETE FROM {names.Table(t.Name, schema)}");
        await ExecuteAsync(session, deletes, cancellationToken).ConfigureAwait(false);
        var sums = new List<RowSum>();
        foreach (var table in plan.Tables)
        {
            meter.Begin(table.Source.Name);
            sums.Add(await WriteAsync(session, file, table, meter, cancellationToken).ConfigureAwait(false));
            meter.End();
        }

        await ExecuteAsync(session, keys.Select(k => k.After), cancellationToken).ConfigureAwait(false);
        await ExecuteAsync(session, plan.Tables.SelectMany(t => Numbering(t.Target, schema)), cancellationToken).ConfigureAwait(false);
        foreach (var (table, sum) in plan.Tables.Zip(sums))
        {
            await VerifyAsync(session, table, sum, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Numbers go on after the highest.</summary>
    private IEnumerable<string?> Numbering(WorkspaceTable table, string schema)
        => table.Numbered.Select(column => provider.Bulk.AroundNumberedKeys(names.Table(table.Name, schema), column).After);

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
        return sum;

        async IAsyncEnumerable<object?[]> CountedAsync([EnumeratorCancellation] CancellationToken token)
        {
            await foreach (var values in file.ReadRowsAsync(table, format, token, sum).ConfigureAwait(false))
            {
                yield return values;
                meter.Count();
            }
        }
    }

    private async Task VerifyAsync(SchemaSession session, PlannedTable table, RowSum expected, CancellationToken cancellationToken)
    {
        var found = new RowSum();
        using var format = new RowFormat(table.Columns);
        using var line = new JsonLine();
        var command = session.CreateCommand(
            names.Select(table.Target.Name, table.Columns.Select(c => c.Name), session.Access.Schema));
        await using var commandDisposal = command.ConfigureAwait(false);
        command.CommandTimeout = 0;
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var readerDisposal = reader.ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            line.Clear();
            found.Add(format.Write(reader, line));
        }

        if (found.Rows != expected.Rows || found.ToString() != expected.ToString())
        {
            throw new PortabilityException(
                $"The database does not have the table '{table.Source.Name}' as the file has it: {found.Rows} rows instead of {expected.Rows}, "
                + "or a value that the engine changed. Triggers can do that, and column types that keep less. Nothing was changed.")
            {
                Table = table.Source.Name,
            };
        }
    }

    private static async Task ExecuteAsync(SchemaSession session, IEnumerable<string?> statements, CancellationToken cancellationToken)
    {
        foreach (var statement in statements.OfType<string>().Distinct())
        {
            var command = session.CreateCommand(statement);
            await using var disposal = command.ConfigureAwait(false);
            command.CommandTimeout = 0;
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
