using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Metadata;

namespace PmAssist.Tenancy;

/// <summary>Many rows on PostgreSQL.</summary>
internal static class PostgreSqlBulk
{
    public static BulkRows For(SchemaDistribution distribution) => new(BeginSnapshotAsync)
    {
        IsGenerated = IsGenerated,
        IsUtc = column => column.StoreType.StartsWith("timestamp with time zone", StringComparison.Ordinal)
            || column.StoreType.StartsWith("timestamptz", StringComparison.Ordinal),
        WhyNot = WhyNot,
        NearestTime = NearestTime,
        AroundNumberedKeys = (table, column) => (null, GoOn(table, column)),
        AroundForeignKey = (table, key) => distribution.IsOn
            ? DistributedForeignKey.Around(table, Name(key), key)
            : (Defer(table, key), Enforce(table, key)),

        // ON DELETE RESTRICT is never deferred: rows that refer to each other have to go in one statement. Citus would make it several.
        DeleteAll = tables => distribution.IsOn
            ? tables.Select(table => $"DELETE FROM {table}")
            : [$"WITH {string.Join(", ", tables.Select((table, i) => $"d{i} AS (DELETE FROM {table})"))} SELECT {tables.Count}"],
        NextOfSequence = (sequence, increment)
            => $"SELECT CASE WHEN is_called THEN last_value + {increment} ELSE last_value END FROM {sequence}",
        RestartSequence = (sequence, next) => $"SELECT setval({Literal(sequence)}, {next}, false)",
        KeepKeys = "OVERRIDING SYSTEM VALUE",
        IsolationOfCopy = IsolationLevel.RepeatableRead,
    };

    /// <summary>What the server keeps of a row itself, mapped as a concurrency token.</summary>
    private static bool IsGenerated(IColumn column) => column is { Name: "xmin", StoreType: "xid" };

    /// <summary>
    /// Lets a column's sequence go on after the last number in the table. It never goes back: others may have taken numbers that nobody
    /// sees yet. Numbers that the sequence does not count, such as negative ones that a host gave, are passed over.
    /// </summary>
    /// <remarks>
    /// The table and the sequence in two statements: Citus sends a query with a distributed table to its node as a whole, and the sequence
    /// there gives other numbers (DeferErrorIfUnsupportedRouterPlannableSelectQuery in planner/multi_router_planner.c keeps back nextval
    /// alone).
    /// </remarks>
    private static string GoOn(string table, string column)
        => $"""
            DO $pmassist$ DECLARE pmassist_highest bigint; pmassist_lowest bigint; BEGIN
                SELECT MAX({Name(column)}), MIN({Name(column)}) INTO pmassist_highest, pmassist_lowest FROM {table};
                PERFORM setval(s.seqrelid::regclass, n.last)
                FROM pg_catalog.pg_sequence AS s
                CROSS JOIN LATERAL (
                    SELECT CASE WHEN s.seqincrement > 0 THEN pmassist_highest ELSE pmassist_lowest END AS last) AS n
                CROSS JOIN LATERAL (
                    SELECT COALESCE(pg_sequence_last_value(s.seqrelid), s.seqstart - s.seqincrement) AS value) AS taken
                WHERE s.seqrelid = pg_get_serial_sequence({Literal(table)}, {Literal(column)})::regclass
                    AND n.last BETWEEN s.seqmin AND s.seqmax
                    AND CASE WHEN s.seqincrement > 0 THEN n.last > taken.value ELSE n.last < taken.value END;
            END $pmassist$
            """;

    /// <summary>Defers a foreign key until <see cref="Enforce"/>, and notes whether it had to be changed for that.</summary>
    private static string Defer(string table, string key)
        => $"""
            SET CONSTRAINTS ALL IMMEDIATE;
            DO $pmassist$ BEGIN
                IF EXISTS (SELECT FROM pg_catalog.pg_constraint
                    WHERE conrelid = {Literal(table)}::regclass AND conname = {Literal(key)}::name AND NOT condeferrable) THEN
                    PERFORM set_config('pmassist.deferred', concat(current_setting('pmassist.deferred', true), {Note(table, key)}), true);
                    ALTER TABLE {table} ALTER CONSTRAINT {Name(key)} DEFERRABLE INITIALLY DEFERRED;
                END IF;
            END $pmassist$;
            SET CONSTRAINTS ALL DEFERRED
            """;

    /// <summary>Checks, and leaves a key that the host itself made deferrable as it is.</summary>
    private static string Enforce(string table, string key)
        => $"""
            SET CONSTRAINTS ALL IMMEDIATE;
            DO $pmassist$ BEGIN
                IF strpos(current_setting('pmassist.deferred', true), {Note(table, key)}) > 0 THEN
                    ALTER TABLE {table} ALTER CONSTRAINT {Name(key)} NOT DEFERRABLE;
                END IF;
            END $pmassist$
            """;

    private static string Note(string table, string key) => Literal($"<{table}.{Name(key)}>");

    /// <summary>The state is that of the first query, whatever others commit meanwhile.</summary>
    private static async Task<DbTransaction> BeginSnapshotAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);
        var command = connection.CreateCommand();
        await using var disposal = command.ConfigureAwait(false);
        command.Transaction = transaction;
        command.CommandText = "SET TRANSACTION READ ONLY";
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        return transaction;
    }

    private static string? WhyNot(IColumn column, object value)
        => value switch
        {
            string text when text.Contains('\0', StringComparison.Ordinal) => "PostgreSQL has no text with the character U+0000",
            string text when column.StoreType == "jsonb" && text.Contains("\\u0000", StringComparison.Ordinal)
                => "PostgreSQL has no text with the character U+0000",
            char and '\0' => "PostgreSQL has no text with the character U+0000",
            DateTimeOffset { Offset.Ticks: not 0 } => "PostgreSQL keeps a time without its offset",
            DateTimeOffset or DateTime when IsEndless(value) => null,
            DateTimeOffset time when HasParts(time.Ticks) => Microseconds,
            DateTime time when HasParts(time.Ticks) => Microseconds,
            TimeOnly time when HasParts(time.Ticks) => Microseconds,
            TimeSpan time when HasParts(time.Ticks) => Microseconds,
            _ => null,
        };

    private static object? NearestTime(IColumn column, object value)
        => value switch
        {
            DateTimeOffset or DateTime when IsEndless(value) => null,
            DateTimeOffset time when time.Offset != TimeSpan.Zero || HasParts(time.Ticks)
                => new DateTimeOffset(WithoutParts(time.UtcTicks), TimeSpan.Zero),
            DateTime time when HasParts(time.Ticks) => new DateTime(WithoutParts(time.Ticks), time.Kind),
            TimeOnly time when HasParts(time.Ticks) => new TimeOnly(WithoutParts(time.Ticks)),
            TimeSpan time when HasParts(time.Ticks) => new TimeSpan(WithoutParts(time.Ticks)),
            _ => null,
        };

    /// <summary>The driver writes the last time of all, which stands for no end, as <c>infinity</c>.</summary>
    private static bool IsEndless(object value) => value is DateTime { Ticks: var ticks } && ticks == DateTime.MaxValue.Ticks
        || value is DateTimeOffset time && time == DateTimeOffset.MaxValue && time.Offset == TimeSpan.Zero;

    private const string Microseconds = "PostgreSQL keeps times to the microsecond";

    private static bool HasParts(long ticks) => ticks % TimeSpan.TicksPerMicrosecond != 0;

    private static long WithoutParts(long ticks) => ticks - (ticks % TimeSpan.TicksPerMicrosecond);

    private static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
