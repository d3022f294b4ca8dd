using System.Data.Common;
using System.Globalization;

namespace PmAssist.Tenancy.Cutover;

/// <summary>
/// The SQL of an engine that a cutover needs beyond what all engines share. It answers with text; the core puts it together
/// and runs it.
/// </summary>
/// <remarks>One instance serves the whole process; implementations keep no state.</remarks>
public abstract class CutoverDialect
{
    /// <summary>The schema that the source tables have in SQL.</summary>
    /// <param name="description">The source database.</param>
    public abstract string SourceSchema(CutoverDescription description);

    /// <summary>
    /// The file to attach to the connections of schema changes (see <see cref="SchemaSessionOptions.Attach"/>), where the source database
    /// is one. Default: none.
    /// </summary>
    /// <param name="description">The source database.</param>
    public virtual string? Attachment(CutoverDescription description) => null;

    /// <summary>Opens the source database with the login for schema changes.</summary>
    /// <param name="master">A master context of its own; its connection may be used.</param>
    /// <param name="description">The source database.</param>
    /// <param name="writable">Whether it is to be changed.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="CutoverException">The description does not say where the database is, or it cannot be opened.</exception>
    public abstract Task<DbConnection> OpenSourceAsync(
        MasterDbContext master, CutoverDescription description, bool writable, CancellationToken cancellationToken);

    /// <summary>
    /// Whether a connection may get another server process for its next transaction, as behind a pooler in transaction mode, so that
    /// session state (functions, settings, temporary tables) is lost. Default: no.
    /// </summary>
    /// <param name="connection">An open connection without a transaction.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    public virtual Task<bool> ChangesSessionAsync(DbConnection connection, CancellationToken cancellationToken) => Task.FromResult(false);

    /// <summary>
    /// Says why a cutover is impossible with the engine as it is set up, and what to do; null if it is possible. Default: null.
    /// </summary>
    /// <param name="engine">The engine of the workspaces.</param>
    public virtual string? FindObstacle(TenancyProvider engine) => null;

    /// <summary>Makes the functions that the other members' SQL uses, for this connection alone. Default: nothing.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="transaction">Its transaction, if it has one.</param>
    /// <param name="checks">Whether what <see cref="IsBad"/> answers is used.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public virtual Task PrepareAsync(
        DbConnection connection, DbTransaction? transaction, bool checks, CancellationToken cancellationToken)
        => Task.CompletedTask;

    /// <summary>
    /// The name that a source table's rows have on the new side's connections when they were brought there, because the source
    /// database lies elsewhere; null if it can be read from there. Default: null.
    /// </summary>
    /// <param name="description">The source database.</param>
    /// <param name="table">The source table.</param>
    public virtual string? StagedName(CutoverDescription description, string table) => null;

    /// <summary>
    /// The type that a source column has where it was brought to; text where the new side may not know the type. Default: the same.
    /// </summary>
    /// <param name="type">Its type as <see cref="ColumnsQuery"/> has it.</param>
    public virtual string StagedType(string type) => type;

    /// <summary>
    /// The value that is brought over for a source column. Default: the column, or its text where <see cref="StagedType"/> gives
    /// another type.
    /// </summary>
    /// <param name="value">SQL of the source column.</param>
    /// <param name="type">Its type as <see cref="ColumnsQuery"/> has it.</param>
    public virtual string StagedValue(string value, string type) => StagedType(type) == type ? value : Text(value);

    /// <summary>Brings rows from the source database to a temporary table that ends with the session. Default: not supported.</summary>
    /// <param name="stage">Which rows, and to where.</param>
    /// <param name="cancellationToken">Cancels the copy.</param>
    public virtual Task StageAsync(CutoverStage stage, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>A query that has a row where there is a table of this name.</summary>
    /// <param name="schema">Its schema.</param>
    /// <param name="table">The table.</param>
    public abstract string TableQuery(string schema, string table);

    /// <summary>
    /// A query of the tables' columns: table, column, type with its length, in the tables' order. Views are none: they cannot be
    /// fenced.
    /// </summary>
    /// <param name="schema">The source schema.</param>
    public abstract string ColumnsQuery(string schema);

    /// <summary>A query of the indexes and keys: table, first column, and 1 if it is unique and has no other, else 0.</summary>
    /// <param name="schema">The source schema.</param>
    public abstract string IndexesQuery(string schema);

    /// <summary>Turns a value into a new column's type.</summary>
    /// <param name="value">SQL.</param>
    /// <param name="type">Its type as <see cref="ColumnsQuery"/> has it; null for an expression's, which is not known.</param>
    /// <param name="target">The new column.</param>
    public abstract string Convert(string value, string? type, CutoverValue target);

    /// <summary>Whether <see cref="Convert"/> would fail for a value, false for null; null if it never does.</summary>
    /// <param name="value">SQL.</param>
    /// <param name="type">Its type as <see cref="ColumnsQuery"/> has it; null for an expression's, which is not known.</param>
    /// <param name="target">The new column.</param>
    public abstract string? IsBad(string value, string? type, CutoverValue target);

    /// <summary>
    /// SQL that is asked of all rows before <see cref="IsBad"/>, because it is cheaper: true of each value that <see cref="IsBad"/> is true
    /// of, or an error; it may be true of others. Default: <see cref="IsBad"/>.
    /// </summary>
    /// <param name="value">SQL of the source value.</param>
    /// <param name="type">The source column's type, null for an expression.</param>
    /// <param name="target">The new column.</param>
    /// <returns>Null where <see cref="IsBad"/> gives null.</returns>
    public virtual string? MayBeBad(string value, string? type, CutoverValue target) => IsBad(value, type, target);

    /// <summary>
    /// What the keys of a workspace have in common that the engine considers equal when it compares them. Default: the key.
    /// </summary>
    /// <param name="key">A key of the source database, as text.</param>
    /// <param name="ignoresCase">Whether the engine ignores the case of the source keys.</param>
    public virtual string KeyOf(string key, bool ignoresCase) => key;

    /// <summary>
    /// A GUID's text in one form, where a GUID is compared with a text that a person may have written in another case. Default: the text.
    /// </summary>
    /// <param name="text">SQL of the text.</param>
    public virtual string GuidKey(string text) => text;

    /// <summary>A text as SQL. Default: in single quotes.</summary>
    /// <param name="text">The text.</param>
    public virtual string Literal(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var doubled = text.Replace("'", "''", StringComparison.Ordinal);
        return $"'{doubled}'";
    }

    /// <summary>A value as text.</summary>
    /// <param name="value">SQL.</param>
    public abstract string Text(string value);

    /// <summary>
    /// A text that is compared by its characters, where a column's collation may consider others equal. Default: the text itself.
    /// </summary>
    /// <param name="text">SQL.</param>
    public virtual string Exact(string text) => text;

    /// <summary>The number of characters of a text.</summary>
    /// <param name="text">SQL.</param>
    public abstract string LengthOf(string text);

    /// <summary>What changes are ordered by, in a form whose text is ordered as time is. Default: the column itself.</summary>
    /// <param name="column">SQL of a column.</param>
    public virtual string ChangeOrder(string column) => column;

    /// <summary>A time as SQL, to be compared with <see cref="ChangeOrder"/>. Default: a text with its offset.</summary>
    /// <param name="utc">The time, which is rounded down to milliseconds.</param>
    public virtual string ChangeTime(DateTime utc) => Literal(utc.ToString("yyyy-MM-dd HH:mm:ss.fff+00:00", CultureInfo.InvariantCulture));

    /// <summary>Whether two rows differ, nulls being equal to each other.</summary>
    /// <param name="left">SQL of the one's values.</param>
    /// <param name="right">SQL of the other's.</param>
    /// <param name="types">The new columns that the values are for.</param>
    public abstract string Differs(IReadOnlyList<string> left, IReadOnlyList<string> right, IReadOnlyList<CutoverValue> types);

    /// <summary>
    /// Whether there is a row with certain values. Default: <c>EXISTS</c>, which an engine may answer by a hash table or an index.
    /// </summary>
    /// <param name="values">SQL of the values; none is null.</param>
    /// <param name="columns">The rows' columns that have to be the same, in the same order.</param>
    /// <param name="rows">A query of those columns.</param>
    public virtual string Exists(IReadOnlyList<string> values, IReadOnlyList<string> columns, string rows)
    {
        var areSame = string.Join(" AND ", columns.Zip(values, (column, value) => $"r.{column} = {value}"));
        return $"EXISTS (SELECT 1 FROM ({rows}) AS r WHERE {areSame})";
    }

    /// <summary>A checksum of a row, of 64 bits: the same for source values as for what the new columns make of them.</summary>
    /// <param name="values">SQL of its values.</param>
    /// <param name="types">The new columns that they are for.</param>
    public abstract string Checksum(IReadOnlyList<string> values, IReadOnlyList<CutoverValue> types);

    /// <summary>An aggregate that adds checksums, as text, whatever their order.</summary>
    /// <param name="checksum">SQL of one.</param>
    public abstract string SumOf(string checksum);

    /// <summary>Makes a table refuse every write. Runs again without harm.</summary>
    /// <param name="schema">The source schema.</param>
    /// <param name="table">The source table.</param>
    /// <param name="message">What a writer reads; no quotes in it.</param>
    public abstract IReadOnlyList<string> Fence(string schema, string table, string message);

    /// <summary>Makes a table take writes again. Runs without harm where there is no fence.</summary>
    /// <param name="schema">The source schema.</param>
    /// <param name="table">The source table.</param>
    public abstract IReadOnlyList<string> Unfence(string schema, string table);
}
