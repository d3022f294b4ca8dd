namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>What lies around the writing of rows: foreign keys that are broken for a while, and numbers that go on.</summary>
internal sealed class RowReplacement(TenancyProvider provider, EngineNames names)
{
    /// <summary>Deletes all rows and writes others.</summary>
    /// <param name="session">A session on the schema.</param>
    /// <param name="set">All its tables.</param>
    /// <param name="write">Writes the rows, table by table in the set's order.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task ReplaceAsync(
        SchemaSession session, WorkspaceTableSet set, Func<CancellationToken, Task> write, CancellationToken cancellationToken)
        => AroundKeysAsync(
            session,
            set,
            async token =>
            {
                // A new schema has rows too: those that migrations insert, which come with the others.
                var tables = set.Tables.Reverse().Select(t => names.Table(t.Name, session.Access.Schema)).ToList();
                await ExecuteAsync(session, provider.Bulk.DeleteAll(tables), token).ConfigureAwait(false);
                await write(token).ConfigureAwait(false);
            },
            cancellationToken);

    /// <summary>Writes rows; in the end all foreign keys hold, and the engine's numbers go on after the highest.</summary>
    public async Task AroundKeysAsync(
        SchemaSession session, WorkspaceTableSet set, Func<CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        var schema = session.Access.Schema;
        var keys = set.ForwardKeys.Select(k => provider.Bulk.AroundForeignKey(names.Table(k.Table.Name, schema), k.Name)).ToList();
        await ExecuteAsync(session, keys.Select(k => k.Before), cancellationToken).ConfigureAwait(false);
        await write(cancellationToken).ConfigureAwait(false);
        await ExecuteAsync(session, keys.Select(k => k.After), cancellationToken).ConfigureAwait(false);
        await ExecuteAsync(session, set.Tables.SelectMany(t => Numbering(t, schema)), cancellationToken).ConfigureAwait(false);
    }

    private IEnumerable<string?> Numbering(WorkspaceTable table, string schema)
        => table.Numbered.Select(column => provider.Bulk.AroundNumberedKeys(names.Table(table.Name, schema), column).After);

    /// <summary>Without a time-out: a copy takes as long as it takes, and can be canceled.</summary>
    public static async Task<long> ExecuteAsync(
        SchemaSession session, IEnumerable<string?> statements, CancellationToken cancellationToken)
    {
        var rows = 0L;
        foreach (var statement in statements.OfType<string>().Distinct())
        {
            var command = session.CreateCommand(statement);
            await using var disposal = command.ConfigureAwait(false);
            command.CommandTimeout = 0;
            rows += Math.Max(0, await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false));
        }

        return rows;
    }
}
