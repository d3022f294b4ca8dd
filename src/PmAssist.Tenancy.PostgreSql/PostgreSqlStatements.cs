using Npgsql;

namespace PmAssist.Tenancy;

/// <summary>
/// Statements that are sent as the text of one command, and which of them was reached. Npgsql does not say which one failed, but it knows
/// of each whether the server completed it. A text that may hold several, which Npgsql counts one by one, stands between two rows that
/// say where the command is.
/// </summary>
internal sealed class PostgreSqlStatements(IReadOnlyList<SchemaStatement> statements)
{
    private const string Mark = "pmassist_reached";

    private readonly string[] _texts = [.. statements.Select(s => s.Text.TrimEnd().TrimEnd(';'))];

    private int _marked;
    private int _completedAtMark;

    /// <summary>The text of the command.</summary>
    public string Text => string.Join("\n;\n", Enumerable.Range(0, statements.Count).SelectMany(WithMark));

    /// <summary>Reads where the command is, if that is what the reader stands at.</summary>
    public async Task ReadMarkAsync(NpgsqlDataReader reader, NpgsqlCommand command, CancellationToken cancellationToken)
    {
        if (reader.FieldCount == 1 && reader.GetName(0) == Mark && await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            // The mark itself is a statement that is not completed before its row is read.
            (_marked, _completedAtMark) = (reader.GetInt32(0), CompletedIn(command) + 1);
        }
    }

    /// <summary>The first statement that was not completed.</summary>
    public SchemaStatement StatementAfter(NpgsqlCommand command)
        => MayBeSeveral(_marked)
            ? statements[_marked]
            : statements[Math.Clamp(_marked + CompletedIn(command) - _completedAtMark, _marked, statements.Count - 1)];

    private static int CompletedIn(NpgsqlCommand command)
#pragma warning disable CS0618 // Npgsql wants a batch instead, whose commands may each hold one statement only.
        => command.Statements.Count(s => s.StatementType != StatementType.Unknown);
#pragma warning restore CS0618

    private IEnumerable<string> WithMark(int index)
    {
        if (index > 0 && (MayBeSeveral(index) || MayBeSeveral(index - 1)))
        {
            yield return $"SELECT {index} AS {Mark}";
        }

        yield return _texts[index];
    }

    /// <summary>A semicolon may as well be inside a text or a function's body; a mark too many does no harm.</summary>
    private bool MayBeSeveral(int index) => _texts[index].Contains(';', StringComparison.Ordinal);
}
