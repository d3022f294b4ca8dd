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
        AroundNumberedKeys = (table, column) => (null, GoOnAfterHighest(table, column)),
        AroundForeignKey = (table, key) => distribution.IsOn ? DistributedForeignKey.Around(table, Name(key), key) : (
            $"ALTER TABLE {table} ALTER CONSTRAINT {Name(key)} DEFERRABLE INITIALLY DEFERRED",
            $"SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE {table} ALTER CONSTRAINT {Name(key)} NOT DEFERRABLE"),
        NextOfSequence = (sequence, increment)
            => $"SELECT CASE WHEN is_called THEN last_value + {increment} ELSE last_value END FROM {sequence}",
        RestartSequence = (sequence, next) => $"SELECT setval({Literal(sequence)}, {next}, false)",
        KeepKeys = "OVERRIDING SYSTEM VALUE",
        IsolationOfCopy = IsolationLevel.RepeatableRead,
    };

    /// <remarks>
    /// The table and the sequence in two statements: Citus sends a query with a distributed table to its node as a whole, and the sequence
    /// there gives other numbers (DeferErrorIfUnsupportedRouterPlannableSelectQuery in planner/multi_router_planner.c keeps back nextval
    /// alone).
    /// </remarks>
    private static string GoOnAfterHighest(string table, string column)
        => $"""
            DO $pmassist$ DECLARE highest bigint; BEGIN
                SELECT MAX({Name(column)}) INTO highest FROM {table};
                PERFORM setval(pg_get_serial_sequence({Literal(table)}, {Literal(column)}), highest);
            END $pmassist$
            """;

    /// <summary>What the server keeps of a row itself, mapped as a concurrency token.</summary>
    private static bool IsGenerated(IColumn column) => column is { Name: "xmin", StoreType: "xid" };

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
            DateTimeOffset time when HasParts(time.Ticks) => Microseconds,
            DateTime time when HasParts(time.Ticks) => Microseconds,
            TimeOnly time when HasParts(time.Ticks) => Microseconds,
            TimeSpan time when HasParts(time.Ticks) => Microseconds,
            _ => null,
        };

    private static object? NearestTime(IColumn column, object value)
        => value switch
        {
            DateTimeOffset time when time.Offset != TimeSpan.Zero || HasParts(time.Ticks)
                => new DateTimeOffset(WithoutParts(time.UtcTicks), TimeSpan.Zero),
            DateTime time when HasParts(time.Ticks) => new DateTime(WithoutParts(time.Ticks), time.Kind),
            TimeOnly time when HasParts(time.Ticks) => new TimeOnly(WithoutParts(time.Ticks)),
            TimeSpan time when HasParts(time.Ticks) => new TimeSpan(WithoutParts(time.Ticks)),
            _ => null,
        };

    private const string Microseconds = "PostgreSQL keeps times to the microsecond";

    private static bool HasParts(long ticks) => ticks % TimeSpan.TicksPerMicrosecond != 0;

    private static long WithoutParts(long ticks) => ticks - (ticks % TimeSpan.TicksPerMicrosecond);

    private static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
