using System.Data.Common;
using System.Globalization;

namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>Where the sequences of a schema are, and where they are to go on.</summary>
internal sealed class WorkspaceSequences(TenancyProvider provider, EngineNames names)
{
    /// <param name="set">What the schema has.</param>
    /// <param name="schema">The schema.</param>
    /// <param name="createCommand">Makes a command where it is read. Others may take numbers meanwhile: read it after the rows.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<IReadOnlyList<ExportedSequence>> ReadAsync(
        WorkspaceTableSet set, string schema, Func<string, DbCommand> createCommand, CancellationToken cancellationToken)
    {
        if (provider.Bulk.NextOfSequence is not { } nextOf)
        {
            return [];
        }

        var found = new List<ExportedSequence>();
        foreach (var sequence in set.Sequences)
        {
            var command = createCommand(nextOf(names.Table(sequence.Name, schema), sequence.IncrementBy));
            await using var disposal = command.ConfigureAwait(false);
            var next = await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
            found.Add(new ExportedSequence { Name = sequence.Name, Next = Convert.ToInt64(next, CultureInfo.InvariantCulture) });
        }

        return found;
    }

    /// <summary>Lets the sequences that the schema has go on; others are passed over.</summary>
    public Task RestartAsync(
        SchemaSession session, WorkspaceTableSet set, IReadOnlyList<ExportedSequence> sequences, CancellationToken cancellationToken)
        => RowReplacement.ExecuteAsync(
            session,
            sequences.Where(s => set.Sequences.Any(own => own.Name == s.Name))
                .Select(s => provider.Bulk.RestartSequence(names.Table(s.Name, session.Access.Schema), s.Next)),
            cancellationToken);
}
