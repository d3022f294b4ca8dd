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
                yield return new SchemaStep(statement) { Ends = true };
                foreach (var old in stale.Append(noted).OfType<MigrationProgress>())
                {
                    yield return new SchemaStep(Marks[old.Statement].Delete);
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
                yield return new SchemaStep(Marks[index].Insert) { Reached = Marks[index].Progress };
                if (noted is not null)
                {
                    yield return new SchemaStep(Marks[noted.Statement].Delete);
                }
            }

            yield return new SchemaStep(statement);
            var next = Marks[index + 1];
            yield return new SchemaStep(next.Insert with { OutsideTransaction = true }) { Reached = next.Progress };
            yield return new SchemaStep(Marks[index].Delete with { OutsideTransaction = true });
            noted = next.Progress;
        }
    }
}

/// <summary>The history row that keeps a migration's progress.</summary>
internal sealed record ProgressMark(MigrationProgress Progress, SchemaStatement Insert, SchemaStatement Delete);

/// <summary>A statement on the way through a migration.</summary>
internal sealed record SchemaStep(SchemaStatement Statement)
{
    /// <summary>Where the schema is from this statement's commit on, if it is inside the migration then.</summary>
    public MigrationProgress? Reached { get; init; }

    /// <summary>Whether the schema has left the migration with this statement's commit.</summary>
    public bool Ends { get; init; }
}
