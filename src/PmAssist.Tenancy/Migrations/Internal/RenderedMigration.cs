namespace PmAssist.Tenancy.Internal;

/// <summary>A migration's SQL against the template schema, its history row included.</summary>
/// <param name="Id">The migration.</param>
/// <param name="Reverts">Whether this takes it back.</param>
/// <param name="Statements">Its statements, in the order that they are sent in.</param>
/// <param name="HistoryStatement">The one of them that writes or deletes the history row.</param>
/// <param name="Marks">
/// How to keep progress, by the index of the statement that comes next; empty where everything is one transaction.
/// </param>
internal sealed record RenderedMigration(
    string Id,
    bool Reverts,
    IReadOnlyList<SchemaStatement> Statements,
    SchemaStatement HistoryStatement,
    IReadOnlyDictionary<int, ProgressMark> Marks)
{
    /// <summary>Whether a statement runs outside the transaction, so that what comes before it is committed without the rest.</summary>
    public bool LeavesTransaction => Marks.Count > 0;

    /// <summary>
    /// The steps from the beginning, or from where an earlier run stopped. Progress is noted together with what comes before a
    /// statement outside the transaction, and again right after that statement, and is gone with the history row.
    /// </summary>
    /// <param name="noted">How far an earlier run came; null if none began.</param>
    /// <param name="stale">Rows that tell of less.</param>
    public IEnumerable<SchemaStep> StepsFrom(MigrationProgress? noted, IEnumerable<MigrationProgress> stale)
    {
        var start = noted?.Statement ?? 0;
        for (var index = 0; index < Statements.Count; index++)
        {
            var statement = Statements[index];
            if (index < start && !statement.IsSessionSetting)
            {
                continue;
            }

            if (statement == HistoryStatement)
            {
                yield return Reverts ? new SchemaStep(statement) { Removes = Id } : new SchemaStep(statement) { Adds = Id };
                foreach (var old in stale.Append(noted).OfType<MigrationProgress>())
                {
                    yield return new SchemaStep(Marks[old.Statement].Delete) { Removes = old.HistoryId };
                }

                continue;
            }

            if (!statement.OutsideTransaction || statement.IsSessionSetting)
            {
                yield return new SchemaStep(statement);
                continue;
            }

            if (noted?.Statement != index)
            {
                yield return new SchemaStep(Marks[index].Insert) { Adds = Marks[index].Progress.HistoryId };
                if (noted is not null)
                {
                    yield return new SchemaStep(Marks[noted.Statement].Delete) { Removes = noted.HistoryId };
                }
            }

            yield return new SchemaStep(statement);
            var next = Marks[index + 1];
            yield return new SchemaStep(next.Insert.Outside()) { Adds = next.Progress.HistoryId };
            var delete = Marks[index].Delete.Outside();
            yield return new SchemaStep(delete) { Removes = Marks[index].Progress.HistoryId };
            noted = next.Progress;
        }
    }
}
