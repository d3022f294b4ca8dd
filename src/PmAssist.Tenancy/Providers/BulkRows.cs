using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Metadata;

namespace PmAssist.Tenancy.Providers;

/// <summary>
/// How an engine treats many rows, beyond the SQL that all engines share and <see cref="SchemaSession.WriteRowsAsync"/>. Immutable; safe to
/// use from any thread.
/// </summary>
/// <param name="beginSnapshotAsync">See <see cref="BeginSnapshotAsync"/>.</param>
public sealed class BulkRows(Func<DbConnection, CancellationToken, Task<DbTransaction>> beginSnapshotAsync)
{
    /// <summary>
    /// Begins a transaction on an open connection in which all queries see one state of the database, and writers are not waited for where
    /// the engine can do that. The transaction's isolation level says how.
    /// </summary>
    public Func<DbConnection, CancellationToken, Task<DbTransaction>> BeginSnapshotAsync => beginSnapshotAsync;

    /// <summary>
    /// Whether the engine itself gives a column its value in every row and refuses another, as it does a row's version. Default: none.
    /// </summary>
    public Func<IColumn, bool> IsGenerated { get; init; } = _ => false;

    /// <summary>Whether a column of times holds them in UTC, and says so. Default: none.</summary>
    public Func<IColumn, bool> IsUtc { get; init; } = _ => false;

    /// <summary>Why a column cannot hold a value as it is: the end of a sentence; null if it can. Default: it can.</summary>
    public Func<IColumn, object, string?> WhyNot { get; init; } = (_, _) => null;

    /// <summary>
    /// The nearest time that a column can hold in the place of one that it cannot: with fewer digits of a second, or at offset zero; null
    /// for one that it can hold, and for any other value. Default: none.
    /// </summary>
    public Func<IColumn, object, object?> NearestTime { get; init; } = (_, _) => null;

    /// <summary>
    /// What has to be run before and after rows with keys of their own are inserted by a statement, of a table's delimited name and its
    /// column's name. After rows were written in bulk only the second is run. Of a column that the engine does not number, both do nothing.
    /// Default: nothing.
    /// </summary>
    public Func<string, string, (string? Before, string? After)> AroundNumberedKeys { get; init; } = (_, _) => (null, null);

    /// <summary>
    /// What has to be run before rows are written that break a foreign key for a while, of a table's delimited name and the constraint's
    /// name, and what puts the key into force again, checked. Default: nothing.
    /// </summary>
    public Func<string, string, (string? Before, string? After)> AroundForeignKey { get; init; } = (_, _) => (null, null);

    /// <summary>
    /// Makes the statements that delete all rows of some tables, of their delimited names; a table comes before those that it refers to,
    /// unless they refer to each other. Default: one for each table.
    /// </summary>
    public Func<IReadOnlyList<string>, IEnumerable<string>> DeleteAll { get; init; } = tables => tables.Select(t => $"DELETE FROM {t}");

    /// <summary>
    /// Makes the query of a sequence's next value, of its delimited name and its increment; null where the engine has no sequences.
    /// Default: null.
    /// </summary>
    public Func<string, int, string>? NextOfSequence { get; init; }

    /// <summary>Makes the statement after which a sequence's next value is a number, of its delimited name. Default: nothing.</summary>
    public Func<string, long, string?> RestartSequence { get; init; } = (_, _) => null;

    /// <summary>What follows the columns of an <c>INSERT</c> that keeps the keys of its rows. Default: nothing.</summary>
    public string KeepKeys { get; init; } = "";

    /// <summary>
    /// Where the tables of another workspace are read in a session on a schema: the name of their schema, and the file to attach for it
    /// (<see cref="SchemaSessionOptions.Attach"/>). Default: in the same database.
    /// </summary>
    public Func<WorkspaceSchema, (string Schema, string? Attach)> SourceOf { get; init; } = schema => (schema.Name, null);

    /// <summary>
    /// The isolation level of a session that reads another workspace's tables as they were at one moment. Default: the engine's own, which
    /// has to be enough.
    /// </summary>
    public IsolationLevel? IsolationOfCopy { get; init; }
}
